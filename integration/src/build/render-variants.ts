import type { ChooseDefinition } from '../definition/definition-types.js';
import type { DecisionTable } from '../decisions/decision-table.js';
import { findVariant } from '../variants/match.js';
import { keyOfRead, type ReadName } from '../variants/reads.js';
import type { PackWriter } from '../store/pack-writer.js';
import type { StoredVariant } from '../store/index-file.js';
import { keptHeaders, whyNotStorable, type Rendered } from '../rendering/rendered.js';
import type { RenderTraces } from '../rendering/traces.js';
import { keyOf, type PrerenderedAudience } from '../variants/audiences.js';
import { listMixtures } from './mixtures.js';
import { describeSeo, type ReadVariant } from './seo/page-seo.js';
import { createFactsReader } from './seo/read-facts.js';
import type { SeoReport } from './seo/seo-types.js';
import type { VariedPage } from './varied-page.js';

/** A variant as the build made it. */
export interface BuiltVariant extends StoredVariant {
	readonly ms: number;
	readonly bytes: number;
	readonly traces?: RenderTraces | undefined;
	/** What search engines read of it, compared with the page's other variants. */
	readonly seo: SeoReport;
}

type StoredRendering = Omit<BuiltVariant, 'seo'> & ReadVariant;

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
	/** Variants this page may have beside its default. */
	readonly budget: number;
	/** Response headers of a rendering that are kept with it. */
	readonly keepHeaders: readonly string[];
}

/**
 * Renders a page until each audience has a variant that answers it: first those prerendered for every page, then the mixtures of
 * segments that see something new of what this page reads. What a page reads may grow with each variant, so mixtures are listed
 * again until nothing is new.
 */
export async function renderVariants(page: VariedPage, plan: RenderPlan): Promise<BuiltPage> {
	const { definition, table } = plan;
	const readFacts = createFactsReader(page.request.url);
	const variants: StoredRendering[] = [];
	const store = async (rendered: Rendered) => {
		const stored = await storeVariant(rendered, plan);
		const same = variants.find(({ body }) => body === stored.body);
		variants.push({ ...stored, facts: same?.facts ?? readFacts(String(rendered.bytes ?? '')) });
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
		const { mixtures, complete } = listMixtures(definition.segments, table, names);
		for (const mixture of mixtures) {
			const before = variants.length;
			await answer(mixture);
			if (variants.length > before) answeredMixtures.push(mixture);
		}
		if (!complete) overBudget = true;
		names = readNames(variants);
	}
	return {
		page,
		variants: describeSeo(variants, definition, table.defaults),
		mixtures: answeredMixtures,
		unanswered: [...unanswered.values()],
		overBudget,
		failures: [...failures],
	};
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
	plan: RenderPlan,
): Promise<Omit<BuiltVariant, 'seo'>> {
	const bytes = rendered.bytes ?? Buffer.alloc(0);
	return {
		reads: [...rendered.reads],
		body: await plan.pack.add(bytes),
		headers: keptHeaders(rendered.headers, plan.keepHeaders),
		ms: rendered.ms,
		bytes: bytes.length,
		traces: rendered.traces,
	};
}

function readNames(variants: readonly StoredVariant[]): ReadName[] {
	const names = new Map<string, ReadName>();
	for (const { kind, name, locale } of variants.flatMap(({ reads }) => reads)) {
		names.set(keyOfRead({ kind, name, locale }), { kind, name, locale });
	}
	return [...names.values()];
}
