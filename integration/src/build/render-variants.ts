import type { ChooseDefinition } from '../definition/definition-types.js';
import type { DecisionTable } from '../decisions/decision-table.js';
import type { PackedBody } from '../store/codings.js';
import { findVariant } from '../variants/match.js';
import { keyOfRead, type ReadName } from '../variants/reads.js';
import type { PackWriter } from '../store/pack-writer.js';
import type { StoredVariant } from '../store/index-file.js';
import { keptHeaders, whyNotStorable, type Rendered } from '../rendering/rendered.js';
import type { RenderTraces } from '../rendering/traces.js';
import { keyOf, type PrerenderedAudience } from '../variants/audiences.js';
import { WORK_HERE, type BodyWork } from './body-threads.js';
import { listMixtures } from './mixtures.js';
import { describeSeo } from './seo/page-seo.js';
import { createFactsReader } from './seo/read-facts.js';
import type { SeoFacts, SeoReport } from './seo/seo-types.js';
import type { VariedPage } from './varied-page.js';

/** A variant as the build made it. */
export interface BuiltVariant extends StoredVariant {
	readonly ms: number;
	readonly bytes: number;
	/** It comes from the build before. */
	readonly isTakenOver: boolean;
	readonly traces?: RenderTraces | undefined;
	/** What search engines read of it, compared with the page's other variants. */
	readonly seo: SeoReport;
}

interface StoredRendering extends Omit<BuiltVariant, 'seo'> {
	readonly facts: Promise<SeoFacts>;
}

/** A page with every variant that was made of it. */
export interface BuiltPage {
	readonly page: VariedPage;
	/** The default first. */
	readonly variants: readonly BuiltVariant[];
	/** Mixtures of segments that got a variant of their own. */
	readonly mixtures: readonly PrerenderedAudience[];
	/** Audiences left without a variant of their own. */
	readonly unanswered: readonly PrerenderedAudience[];
	/** The budget, not an error, left some out. */
	readonly overBudget: boolean;
	/** Renders that failed or may not be stored, each reason once. */
	readonly failures: readonly string[];
}

export interface RenderPlan {
	readonly definition: ChooseDefinition;
	readonly audiences: readonly PrerenderedAudience[];
	readonly table: DecisionTable;
	readonly pack: Pick<PackWriter, 'add'>;
	/** What encodes the bodies and reads them. */
	readonly bodies?: Pick<BodyWork, 'work'>;
	/** Variants this page may have beside its default. */
	readonly budget: number;
	/** {@link listMixtures} of what is read, if it is known already. */
	readonly mixturesOf?: (reads: readonly ReadName[]) => ReturnType<typeof listMixtures>;
	/** Response headers of a rendering that are kept with it. */
	readonly keepHeaders: readonly string[];
}

/** A page whose variants are all rendered; what becomes of their bodies goes on. */
export interface RenderedPage {
	/** How many variants it has beside its default. */
	readonly variants: number;
	readonly built: Promise<BuiltPage>;
}

/** Renders a page as {@link renderPage} does, and waits for what search engines read of it. */
export async function renderVariants(page: VariedPage, plan: RenderPlan): Promise<BuiltPage> {
	return (await renderPage(page, plan)).built;
}

/**
 * Renders a page until each audience has a variant that answers it: first those prerendered for every page, then the mixtures of
 * segments that see something new of what this page reads. What a page reads may grow with each variant, so mixtures are listed
 * again until nothing is new.
 */
export async function renderPage(page: VariedPage, plan: RenderPlan): Promise<RenderedPage> {
	const { definition, table } = plan;
	const mixturesOf =
		plan.mixturesOf ?? ((reads) => listMixtures(definition.segments, table, reads));
	const variants: StoredRendering[] = [];
	const store = async (rendered: Rendered) => {
		variants.push(await storeVariant(rendered, page.request.url, variants, plan));
	};
	await store(page.original);
	const unanswered = new Map<string, PrerenderedAudience>();
	const answeredMixtures: PrerenderedAudience[] = [];
	const failures = new Set<string>();
	let overBudget = false;

	const answer = async (audience: PrerenderedAudience) => {
		if (findVariant(variants, audience.outcome) !== undefined) return;
		const key = keyOf(audience);
		if (unanswered.has(key)) return;
		if (variants.length > plan.budget) {
			overBudget = true;
			unanswered.set(key, audience);
			return;
		}
		const rendered = await tryRender(page, audience);
		if (typeof rendered === 'string') {
			failures.add(rendered);
			unanswered.set(key, audience);
		} else {
			await store(rendered);
		}
	};

	for (const audience of plan.audiences) await answer(audience);
	let known = 0;
	let names = readNames(variants);
	while (names.length > known && !overBudget) {
		known = names.length;
		const { mixtures, complete } = mixturesOf(names);
		for (const mixture of mixtures) {
			const before = variants.length;
			await answer(mixture);
			if (variants.length > before) answeredMixtures.push(mixture);
		}
		if (!complete) overBudget = true;
		names = readNames(variants);
	}
	const rest = {
		page,
		mixtures: answeredMixtures,
		unanswered: [...unanswered.values()],
		overBudget,
		failures: [...failures],
	};
	const describe = async (): Promise<BuiltPage> => {
		const read = variants.map(async ({ facts, ...one }) => ({ ...one, facts: await facts }));
		return { ...rest, variants: describeSeo(await Promise.all(read), definition, table.defaults) };
	};
	const built = describe();
	// Thrown by whoever awaits it; not an unhandled rejection before that.
	built.catch(() => undefined);
	return { variants: variants.length - 1, built };
}

async function tryRender(
	page: VariedPage,
	{ outcome }: PrerenderedAudience,
): Promise<Rendered | string> {
	try {
		const rendered = await page.render(outcome);
		return whyNotStorable(rendered) ?? rendered;
	} catch (error) {
		return `it throws ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
	}
}

async function storeVariant(
	rendered: Rendered,
	url: string,
	known: readonly StoredRendering[],
	{ pack, bodies = WORK_HERE, keepHeaders }: RenderPlan,
): Promise<StoredRendering> {
	const bytes = rendered.bytes ?? Buffer.alloc(0);
	const { length } = bytes;
	let facts: Promise<SeoFacts> | undefined;
	const encode = async (own: Buffer): Promise<PackedBody> => {
		const worked = bodies.work(url, own, rendered.codings);
		facts = worked.then((one) => one.facts);
		facts.catch(() => undefined);
		return (await worked).encoded;
	};
	const body = await pack.add(bytes, encode);
	facts ??= known.find((one) => one.body === body)?.facts;
	// Another page has the same body: addresses in it mean something else there.
	facts ??= Promise.resolve(createFactsReader(url)(String(bytes)));
	return {
		reads: [...rendered.reads],
		body,
		headers: keptHeaders(rendered.headers, keepHeaders),
		ms: rendered.ms,
		bytes: length,
		isTakenOver: rendered.isTakenOver === true,
		traces: rendered.traces,
		facts,
	};
}

function readNames(variants: readonly StoredVariant[]): ReadName[] {
	const names = new Map<string, ReadName>();
	for (const { kind, name, locale } of variants.flatMap(({ reads }) => reads)) {
		names.set(keyOfRead({ kind, name, locale }), { kind, name, locale });
	}
	return [...names.values()];
}
