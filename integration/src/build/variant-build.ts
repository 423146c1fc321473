import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { AstroConfig, AstroIntegrationLogger } from 'astro';
import type { ChooseClient } from '../choose/choose-types.js';
import { decideDefaults } from '../decisions/decide.js';
import { digestValue } from '../decisions/digest.js';
import type { DecisionTable } from '../decisions/decision-table.js';
import type { Snapshot } from '../decisions/snapshot.js';
import { localePathsOf } from '../rendering/error-route.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import type { ResolvedOptions } from '../options.js';
import { STORE_FOLDER } from '../store/bundle-digest.js';
import type { StoreIndex } from '../store/index-file.js';
import { createPackWriter, type PackWriter } from '../store/pack-writer.js';
import { listAudiences } from '../variants/audiences.js';
import { failOnWarning, warnOfFixedPages, warnOfPages } from './build-warnings.js';
import { decideBuild, type BuildDecisions } from './decide-build.js';
import type { IncrementalPages } from './incremental-pages.js';
import { createKeptSnapshots } from './kept-snapshots.js';
import type { KeptBundle } from './live-bundle.js';
import type { BuildPlaces } from './places.js';
import type { PrerenderObserver } from './prerenderer.js';
import { createBodyWork } from './body-threads.js';
import { createMixtureLists } from './mixtures.js';
import { createProgress } from './progress.js';
import type { RenderedFallbacks } from './render-fallbacks.js';
import { renderPage, type BuiltPage } from './render-variants.js';
import { createReport, shownAudiences } from './report.js';
import type { BuildReport, ReportWarning } from './report-types.js';
import { refuseCachedPages } from './route-cache.js';
import { createIndex, writeIndex } from './store-index.js';
import type { FixedPage, VariedPage } from './varied-page.js';

/** One build of a site, from its first default page to the store and the report. */
export interface VariantBuild extends PrerenderObserver {
	/**
	 * Writes the store where it belongs, and says what was done.
	 *
	 * @throws {ChooseError} StrictBuild, when the build is strict and there is a warning.
	 */
	finish(): Promise<FinishedBuild>;
	/** How many pages were rendered so far, each once. */
	renderedPages(): number;
}

export interface FinishedBuild {
	readonly report: BuildReport;
	readonly index: StoreIndex;
	/** What the variants were rendered with. */
	readonly table: DecisionTable;
}

export interface VariantBuildOptions {
	readonly definition: ChooseDefinition;
	readonly options: ResolvedOptions;
	/** Undefined: everything is its default. */
	readonly client: ChooseClient | undefined;
	/** What is shown without asking. */
	readonly locked: readonly Snapshot[] | undefined;
	/** What the decisions come from; those of another source are not kept for this one. */
	readonly source: string;
	readonly config: AstroConfig;
	readonly places: BuildPlaces;
	/** What is known before anything is built. */
	readonly warnings: readonly ReportWarning[];
	/** Whether there are routes whose reads only a request will show. */
	readonly hasOnDemandRoutes: boolean;
	/** Response headers that Astro serves with a prerendered page, and so with a variant. */
	readonly keepHeaders: readonly string[];
	/** Keeps what renders variants while the server runs. */
	readonly live: Pick<KeptBundle, 'keep' | 'finish'>;
	readonly incremental: Pick<IncrementalPages, 'inOrder' | 'keep'>;
	/** Renders the defaults of on-demand pages into the pack, once the server's bundle is complete. */
	readonly renderFallbacks: (pack: PackWriter) => Promise<RenderedFallbacks>;
	readonly logger: AstroIntegrationLogger;
}

interface Varied {
	readonly decisions: BuildDecisions;
	readonly pack: PackWriter;
	readonly pages: readonly BuiltPage[];
	readonly audiences: ReturnType<typeof listAudiences>;
	readonly renderMs: number;
}

export function createVariantBuild(build: VariantBuildOptions): VariantBuild {
	const { definition, config, places } = build;
	const pages: VariedPage[] = [];
	const fixed: FixedPage[] = [];
	let plainPages = 0;
	let varied: Promise<Varied> | undefined;
	// Once, whichever hook comes first: a site without prerendered pages has no prerenderer.
	const vary = () => (varied ??= varyPages(build, build.incremental.inOrder(pages)));

	return {
		defaults: { decisions: decideDefaults(definition, 'absent'), device: 'desktop' },
		onPlainPage() {
			plainPages++;
		},
		onVariedPage(page) {
			pages.push(page);
		},
		onFixedPage(page) {
			fixed.push(page);
		},
		async afterDefaults() {
			await vary();
			await build.live.keep(pages);
		},
		renderedPages: () => plainPages + pages.length + fixed.length,
		async finish() {
			const { decisions, pack, pages: built, audiences, renderMs } = await vary();
			const { stored, warnings: fallbackWarnings } = await completePack(build, pack);
			const live = await build.live.finish();
			const created = await createIndex(build, built, decisions, { ...stored, live });
			const report = createReport({
				definition,
				decisions,
				audiences: shownAudiences(audiences, built),
				pages: built,
				plainPages,
				pack,
				packBytes: stored.pack.bytes,
				maxAge: build.options.maxAge,
				isRefreshed: places.delivery === 'node',
				renderMs,
				builtAt: new Date(),
				warnings: [
					...build.warnings,
					...warnOfFixedPages(fixed, localePathsOf(config)),
					...warnOfPages(built, { isLive: isLive(build) }),
					...fallbackWarnings,
					...created.warnings,
				],
			});
			if (build.options.strict) failOnWarning(report);
			await writeIndex(places.server, created);
			const folder = new URL(`${STORE_FOLDER}/`, places.server);
			await build.incremental.keep(built, {
				bodies: stored.bodies,
				pack: new URL(stored.pack.file, folder),
			});
			return { report, index: created.index, table: decisions.table };
		},
	};
}

function isLive({ options, places }: VariantBuildOptions): boolean {
	return options.live !== false && places.delivery === 'node';
}

async function completePack({ renderFallbacks }: VariantBuildOptions, pack: PackWriter) {
	try {
		const { fallbacks, warnings } = await renderFallbacks(pack);
		return { stored: { ...(await pack.finish()), fallbacks }, warnings };
	} catch (error) {
		await pack.discard();
		throw error;
	}
}

async function varyPages(
	build: VariantBuildOptions,
	pages: readonly VariedPage[],
): Promise<Varied> {
	const { definition, options, source, config, places, keepHeaders, logger } = build;
	refuseCachedPages(pages, config);
	// Every call is an exposure: nothing is asked that no page shows.
	const isShown = pages.length > 0 || build.hasOnDemandRoutes;
	const progress = createProgress(logger);
	const decisions = await decideBuild(definition, {
		client: isShown ? build.client : undefined,
		locked: build.locked,
		concurrency: options.concurrency,
		now: Date.now,
		kept: createKeptSnapshots(config.cacheDir, source, (name) => {
			const segment = definition.segments.find((one) => one.name === name);
			return segment && digestValue(segment.profiles[0]);
		}),
		staleIfError: options.staleIfError * 1_000,
		onProgress: (done, total) => {
			progress.show(`asking Choose ${done}/${total}`);
		},
	});
	const folder = new URL(`${STORE_FOLDER}/`, places.server);
	await mkdir(folder, { recursive: true });
	const pack = await createPackWriter(fileURLToPath(folder));
	const audiences = listAudiences(definition.segments, decisions.table);
	const started = performance.now();
	const { table } = decisions;
	const mixturesOf = createMixtureLists(definition.segments, table);
	const bodies = createBodyWork(pages.length);
	const plan = { definition, audiences, table, mixturesOf, pack, bodies, keepHeaders };
	const rendered: Promise<BuiltPage>[] = [];
	let left = options.budget.total;
	try {
		for (const page of pages) {
			const budget = Math.min(options.budget.page, left);
			const { variants, built } = await renderPage(page, { ...plan, budget });
			left -= variants;
			rendered.push(built);
			progress.show(`rendering variants ${rendered.length}/${pages.length} pages`);
		}
		const built = await Promise.all(rendered);
		await pack.settle();
		const renderMs = performance.now() - started;
		return { decisions, pack, pages: built, audiences, renderMs };
	} catch (error) {
		await pack.discard();
		throw error;
	} finally {
		await bodies.close();
		progress.end();
	}
}
