import type { Audience } from '../audience/audience.js';
import type { DefaultReason } from '../decisions/decision-types.js';
import type { StoredVariant } from '../store/index-file.js';
import { valueOfRead, type Outcome, type Read } from '../variants/reads.js';
import type { AnswerFactory } from './answers.js';
import type { AudienceUses } from './audience-use.js';
import type { SharedAnswerFactory } from './shared-answers.js';
import type { Epochs } from './epochs.js';
import type { Asked, LiveRendering } from './live-rendering.js';
import type { FoundAnswer, VariedPage } from './varied-pages.js';

/** What an audience gets for a page: found once, then known until decisions or variants change. Undefined: the page has no variant. */
export type PageAnswers = (page: VariedPage, audience: Audience) => FoundAnswer | undefined;

export interface PageAnswersOptions {
	readonly epochs: Pick<Epochs, 'current' | 'before'>;
	readonly createAnswer: AnswerFactory;
	/** Undefined: no edge is trusted. */
	readonly createShared?: SharedAnswerFactory | undefined;
	readonly uses: Pick<AudienceUses, 'of'>;
	/** Asked for variants that are missing. Undefined: nothing is rendered live. */
	readonly rendering: Pick<LiveRendering, 'ask'> | undefined;
	/** The clock of the rendering. */
	readonly now: () => number;
}

/**
 * The variant of the present epoch; where there is none yet, the one of the epoch before, for as long as it takes to render; where
 * there is neither, the default of the device.
 */
export function createPageAnswers(options: PageAnswersOptions): PageAnswers {
	const { epochs, createAnswer, createShared, uses, rendering, now } = options;

	const heldVariant = (
		page: VariedPage,
		audience: Audience,
		outcome: Outcome,
	): StoredVariant | undefined => {
		const { device } = audience;
		const decidedBefore = epochs.before?.ofAudience(audience);
		const held =
			(decidedBefore && page.find({ decisions: decidedBefore, device })) ?? page.held.get(audience);
		if (held === undefined || !page.variants.includes(held)) return undefined;
		return held.reads.some((read) => isWithdrawn(read, outcome)) ? undefined : held;
	};

	return (page, audience) => {
		const known = page.answers.get(audience);
		if (known !== undefined && (known.until === Infinity || now() < known.until)) return known;
		const { device } = audience;
		const { table } = epochs.current;
		const outcome = { decisions: table.ofAudience(audience), device };
		const fitting = page.find(outcome);
		const isPrivate = audience.segments.some((segment) => segment.private);
		const asked =
			(fitting ? undefined : rendering?.ask({ page, outcome, isPrivate })) ?? NOTHING_ASKED;
		const held = fitting ? undefined : heldVariant(page, audience, outcome);
		const shown = fitting ?? held;
		if (shown !== undefined) page.held.set(audience, shown);
		const variant = shown ?? page.find({ decisions: table.defaults, device }) ?? page.variants[0];
		if (variant === undefined) return undefined;
		const fit = fitting ? 'variant' : held ? 'stale' : 'default';
		const found: FoundAnswer = {
			answer: createAnswer(variant, audience, fit),
			// What stands in for another page is gone in a moment here, but would stay with a CDN.
			shared: fit === 'variant' && !isPrivate ? createShared?.(page, variant, audience) : undefined,
			fit,
			use: uses.of(audience),
			rendered: fit === 'default' ? asked.rendered : undefined,
			until: asked.retryAt,
		};
		page.answers.set(audience, found);
		return found;
	};
}

const NOTHING_ASKED: Asked = { retryAt: Infinity };

/**
 * Whether a variant shows something that may not be shown any more, not even in place of what is being rendered: it was switched off,
 * or is too old.
 */
function isWithdrawn(read: Read, outcome: Outcome): boolean {
	if (read.kind === 'device' || read.value === valueOfRead(outcome, read)) return false;
	const { experiences, groups } = outcome.decisions;
	if (read.kind === 'group') return groups.get(read.name)?.entries.length === 0;
	const decision = experiences.get(read.name);
	return decision?.reason === 'default' && WITHDRAWN.has(decision.why);
}

const WITHDRAWN: ReadonlySet<DefaultReason> = new Set(['off', 'unavailable']);
