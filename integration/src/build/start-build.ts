import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { AstroConfig, AstroIntegrationLogger, AstroPrerenderer } from 'astro';
import { loadEnv } from 'vite';
import type { BuildPages } from '../astro-styles.js';
import { createChooseClient } from '../choose/client.js';
import { sourceOf } from '../choose/complete-connection.js';
import type { Connection } from '../choose/choose-types.js';
import { FALLBACK_MODULE, LOCK_FILE } from '../constants.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import { warnOfPersistence } from '../export/edge-secret.js';
import { exportSite } from '../export/export-site.js';
import type { ResolvedOptions } from '../options.js';
import { readLockedSnapshots } from '../store/lock-file.js';
import type { PackWriter } from '../store/pack-writer.js';
import { startDefaultBuild } from './default-build.js';
import type { FallbackPages } from './fallback-pages.js';
import { createFallbackRenderer } from './fallback-renderer.js';
import {
	createIncrementalPages,
	NOT_INCREMENTAL,
	type IncrementalPages,
} from './incremental-pages.js';
import { createLiveBundle } from './live-bundle.js';
import type { BuildPlaces } from './places.js';
import { wrapPrerenderer } from './prerenderer.js';
import { renderFallbacks, type RenderedFallbacks } from './render-fallbacks.js';
import type { BuildReport } from './report-types.js';
import { renderTable } from './reporters/table.js';
import { writeReports } from './reporters/write-reports.js';
import type { PrerenderOutput } from '../vite-plugin-live.js';
import type { SharedInputs } from '../vite-plugin-incremental.js';
import { createVariantBuild } from './variant-build.js';

/** A build under way, as the hooks see it. */
export interface StartedBuild {
	/** Astro's prerenderer, observed and made to render variants. */
	wrap(original: AstroPrerenderer): AstroPrerenderer;
	/** How many pages were rendered so far, each once. */
	renderedPages(): number;
	/** Writes the store and the reports. */
	finish(): Promise<void>;
}

export interface StartBuildOptions {
	readonly definition: ChooseDefinition;
	readonly options: ResolvedOptions;
	readonly connection: Connection | undefined;
	readonly config: AstroConfig;
	readonly places: BuildPlaces;
	/** `CHOOSE_SECRET`, where the site is built. */
	readonly secret: string | undefined;
	/** The pages that the build consists of, with their stylesheets; known when the prerenderer is made. */
	readonly pages: () => BuildPages | undefined;
	/** Known when the prerenderer is made. */
	readonly prerendered: PrerenderOutput;
	/** Complete when the prerenderer is made. */
	readonly sharedInputs: SharedInputs;
	/** Whether there are routes whose reads only a request will show. */
	readonly hasOnDemandRoutes: boolean;
	/** The on-demand pages that want a default kept; known when the bundles are. */
	readonly listFallbackPages: () => FallbackPages;
	readonly logger: AstroIntegrationLogger;
}

/**
 * Composes a build: the client, the variants, the reporters.
 *
 * @throws {ChooseError} LockfileOutdated.
 */
export function startBuild(start: StartBuildOptions): StartedBuild {
	const { definition, options, config, places, secret, logger } = start;
	const incremental = incrementalPagesOf(start);
	if (places.delivery === 'files') {
		const own = logger.fork('choose:build');
		return startDefaultBuild({ definition, incremental, pages: start.pages, logger: own });
	}
	const hasServer = places.delivery === 'node';
	const connection = options.decisions === 'choose' ? start.connection : undefined;
	const client = connection && createChooseClient(connection);
	// With `staticHeaders`, Astro's policy of a page is in its response only.
	const keepHeaders = config.security.csp ? ['content-security-policy'] : [];
	const live = createLiveBundle({
		isWanted: options.live !== false && hasServer,
		bundle: () => start.prerendered.folder,
		build: config.build,
		keepHeaders,
	});
	const build = createVariantBuild({
		definition,
		options,
		client,
		locked:
			options.decisions === 'lockfile'
				? readLockedSnapshots(new URL(LOCK_FILE, config.root), definition)
				: undefined,
		source: sourceOf({ ...options, url: connection?.url ?? '' }),
		config,
		places,
		warnings: warnOfPersistence(definition, { ...options.edge, hasServer }, secret),
		hasOnDemandRoutes: start.hasOnDemandRoutes,
		keepHeaders,
		live,
		incremental,
		renderFallbacks: (pack) => buildFallbacks(start, pack),
		logger: logger.fork('choose:build'),
	});
	return {
		wrap: (original) =>
			wrapPrerenderer(
				{
					...original,
					async setup() {
						await original.setup?.();
						live.watch();
					},
				},
				build,
				incremental,
				start.pages(),
			),
		renderedPages: build.renderedPages,
		async finish() {
			try {
				const { report, index, table } = await build.finish();
				await tellReport(report, places.reports, logger.fork('choose:report'));
				if (options.edge.targets.length === 0) return;
				const { client: published, edge: folder } = places;
				const own = logger.fork('choose:edge');
				const built = { definition, options, config, index, table, secret, hasServer };
				await exportSite({ ...built, client: published, folder, logger: own });
			} finally {
				await client?.close();
			}
		},
	};
}

function incrementalPagesOf({
	config,
	places,
	sharedInputs,
	pages,
}: StartBuildOptions): IncrementalPages {
	if (!config.experimental.incrementalBuild) return NOT_INCREMENTAL;
	return createIncrementalPages({
		config: { ...config, build: { client: places.client } },
		inputs: sharedInputs,
		pages: () => pages() ?? new Map(),
	});
}

async function buildFallbacks(
	{ config, listFallbackPages, logger }: StartBuildOptions,
	pack: PackWriter,
): Promise<RenderedFallbacks> {
	const pages = listFallbackPages();
	const { root, build } = config;
	const env = { ...loadEnv('production', fileURLToPath(root), ''), ...process.env };
	const renderer = createFallbackRenderer(build.server, env);
	try {
		const rendered = await renderFallbacks(pages, renderer, pack);
		for (const { route } of rendered.fallbacks) {
			logger.fork('choose:build').info(`${route}: its default is kept as a fallback`);
		}
		return rendered;
	} finally {
		renderer.close();
		await rm(new URL(FALLBACK_MODULE, build.server), { force: true });
	}
}

// A report never fails the build that it is about.
async function tellReport(
	report: BuildReport,
	folder: URL,
	logger: AstroIntegrationLogger,
): Promise<void> {
	try {
		const { columns, isTTY } = process.stdout;
		// A stream that is no terminal has no width, and some terminals say 0.
		const width = isTTY && columns > 0 ? columns : 100;
		const table = `\n${renderTable(report, { columns: width, color: isTTY })}`;
		if (report.warnings.length > 0) logger.warn(table);
		else logger.info(table);
		const { html } = await writeReports(report, folder);
		logger.info(`the whole report: ${fileURLToPath(html)}`);
	} catch (error) {
		logger.warn(`the report could not be written: ${String(error)}`);
	}
}
