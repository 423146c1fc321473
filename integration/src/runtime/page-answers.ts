import type { Audience } from '../audience/audience.js';
import type { DecisionTable } from '../decisions/decision-table.js';
import type { StoredVariant } from '../store/index-file.js';
import { valueOfRead } from '../variants/reads.js';
import type { AnswerFactory } from './answers.js';
import type { AudienceUses } from './audience-use.js';
import type { Epochs } from './epochs.js';
import type { LiveRendering } from './live-rendering.js';
import type { FoundAnswer, VariedPage } from './varied-pages.js';

/** What an audience gets for a page: found once, then known until decisions or variants change. Undefined: the page has no variant. */
export type PageAnswers = (page: VariedPage, audience: Audience) => FoundAnswer | undefined;

export interface PageAnswersOptions {
	readonly epochs: Pick<Epochs, 'current' | 'before'>;
	readonly createAnswer: AnswerFactory;
	readonly uses: Pick<AudienceUses, 'of'>;
	/** Asked for variants that are missing. Undefined: nothing is rendered live. */
	readonly rendering: Pick<LiveRendering, 'ask'> | undefined;
}

/**
 * The variant of the present epoch; where there is none yet, the one of the epoch before, for as long as it takes to render; where
 * there is neither, the default of the device.
 */
export function createPageAnswers(options: PageAnswersOptions): PageAnswers {
	const { epochs, createAnswer, uses, rendering } = options;

	const heldVariant = (page: VariedPage, audience: Audience): StoredVariant | undefined => {
		const { device } = audience;
		const { table } = epochs.current;
		const decidedBefore = epochs.before?.ofAudience(audience);
		const held =
			(decidedBefore && page.find({ decisions: decidedBefore, device })) ?? page.held.get(audience);
		if (held === undefined || !page.variants.includes(held)) return undefined;
		return showsSwitchedOff(held, table) ? undefined : held;
	};

	return (page, audience) => {
		const known = page.answers.get(audience);
		if (known !== undefined) return known;
		const { device } = audience;
		const { table } = epochs.current;
		const outcome = { decisions: table.ofAudience(audience), device };
		const fitting = page.find(outcome);
		const isPrivate = audience.segments.some((segment) => segment.private);
		const rendered = fitting ? undefined : rendering?.ask({ page, outcome, isPrivate });
		const held = fitting ? undefined : heldVariant(page, audience);
		const shown = fitting ?? held;
		if (shown !== undefined) page.held.set(audience, shown);
		const variant = shown ?? page.find({ decisions: table.defaults, device }) ?? page.variants[0];
		if (variant === undefined) return undefined;
		const fit = fitting ? 'variant' : held ? 'stale' : 'default';
		const found: FoundAnswer = {
			answer: createAnswer(variant, audience, fit),
			fit,
			use: uses.of(audience),
			rendered: fit === 'default' ? rendered : undefined,
		};
		page.answers.set(audience, found);
		return found;
	};
}

// What was switched off is not shown for a moment longer, not even in place of what is being rendered.
function showsSwitchedOff({ reads }: StoredVariant, { off, defaults }: DecisionTable): boolean {
	const onDefaults = { decisions: defaults, device: 'desktop' } as const;
	return reads.some(
		(read) =>
			read.kind !== 'device' &&
			(off === 'all' || off.has(read.name)) &&
			read.value !== valueOfRead(onDefaults, read),
	);
}
