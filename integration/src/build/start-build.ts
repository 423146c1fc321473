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
import type { ResolvedOptions } from '../options.js';
import { readLockedSnapshots } from '../store/lock-file.js';
import type { PackWriter } from '../store/pack-writer.js';
import type { FallbackPages } from './fallback-pages.js';
import { createFallbackRenderer } from './fallback-renderer.js';
import { createIncrementalPages, NOT_INCREMENTAL } from './incremental-pages.js';
import { createLiveBundle } from './live-bundle.js';
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
	const { definition, options, config, logger } = start;
	const connection = options.decisions === 'choose' ? start.connection : undefined;
	const client = connection && createChooseClient(connection);
	// With `staticHeaders`, Astro's policy of a page is in its response only.
	const keepHeaders = config.security.csp ? ['content-security-policy'] : [];
	const live = createLiveBundle({
		isWanted: options.live !== false,
		bundle: () => start.prerendered.folder,
		build: config.build,
		keepHeaders,
	});
	const incremental = config.experimental.incrementalBuild
		? createIncrementalPages({
				config,
				inputs: start.sharedInputs,
				pages: () => start.pages() ?? new Map(),
			})
		: NOT_INCREMENTAL;
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
				const report = await build.finish();
				await tellReport(report, config.outDir, logger.fork('choose:report'));
			} finally {
				await client?.close();
			}
		},
	};
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
