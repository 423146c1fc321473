import './require-node.js';
import type { AstroConfig, AstroIntegration, IntegrationResolvedRoute } from 'astro';
import type { BuildPages } from './astro-styles.js';
import { listFallbackPages } from './build/fallback-pages.js';
import { prepareEdgeFolder, resolveTarget, type BuildTarget } from './build/build-target.js';
import { checkRequirements } from './build/requirements.js';
import { sharePrerenderer, type SharedPrerenderer } from './build/shared-prerenderer.js';
import { startBuild, type StartedBuild } from './build/start-build.js';
import type { Connection } from './choose/choose-types.js';
import { completeConnection } from './choose/complete-connection.js';
import { missingApiKey, readEnvironment } from './connection.js';
import { PACKAGE_NAME } from './constants.js';
import { loadDefinition, type LoadedDefinition } from './definition/load-definition.js';
import { siteLocales, withSiteLocales } from './definition/site-locales.js';
import { setUpDevServer } from './dev/dev-server.js';
import { exposeOptions } from './exposed-options.js';
import { typesOf } from './inject-types.js';
import { parseOptions, type ChooseOptions } from './options.js';
import { runtimeSettings } from './runtime/settings.js';
import {
	createFallbackExports,
	vitePluginFallbackPages,
	type FallbackExports,
} from './vite-plugin-fallback-pages.js';
import { vitePluginIncremental, type SharedInputs } from './vite-plugin-incremental.js';
import { vitePluginLive, type PrerenderOutput } from './vite-plugin-live.js';
import { vitePluginEntries, vitePluginVirtualModules } from './vite-plugins.js';

export type { ChooseOptions } from './options.js';

/**
 * Renders Intempt's decisions into the pages of an Astro site: every distinct variant at build, the right one for each visitor at
 * request, the default whatever fails.
 *
 * @throws {ChooseError} naming every option that is unknown or not of its form.
 */
export default function choose(userOptions: ChooseOptions): AstroIntegration {
	const options = parseOptions(userOptions);
	let command: 'dev' | 'build' | 'preview' | 'sync';
	let config: AstroConfig;
	let definitionFile: URL;
	let loaded: LoadedDefinition;
	let connection: Connection | undefined;
	let routes: IntegrationResolvedRoute[] = [];
	let pages: BuildPages | undefined;
	let fallbackExports: FallbackExports;
	const prerendered: PrerenderOutput = { folder: undefined };
	const sharedInputs: SharedInputs = { code: undefined, assets: new Set() };
	let prerenderer: SharedPrerenderer | undefined;
	let target: BuildTarget | undefined;
	let build: StartedBuild | undefined;

	const integration: AstroIntegration = {
		name: PACKAGE_NAME,
		hooks: {
			'astro:config:setup': async (setup) => {
				({ command } = setup);
				if (command === 'preview') return;
				const { root } = setup.config;
				fallbackExports = createFallbackExports();
				definitionFile = new URL(options.config, root);
				const mode = command === 'dev' ? 'development' : 'production';
				loaded = await loadDefinition(definitionFile, { root, mode });
				connection = completeConnection(options, readEnvironment(root, mode));
				setup.addMiddleware({
					order: 'pre',
					entrypoint: new URL('./runtime/middleware.js', import.meta.url),
				});
				setup.updateConfig({
					vite: {
						plugins: [
							vitePluginVirtualModules(
								definitionFile,
								() => runtimeSettings(options, config),
								() => siteLocales(config.i18n),
							),
							vitePluginEntries(),
							...(options.live === false ? [] : [vitePluginLive(prerendered)]),
							vitePluginFallbackPages(fallbackExports),
							vitePluginIncremental(sharedInputs),
						],
					},
				});
			},
			'astro:config:done': (done) => {
				({ config } = done);
				if (command === 'preview') return;
				loaded = {
					...loaded,
					definition: withSiteLocales(loaded.definition, siteLocales(config.i18n)),
				};
				checkRequirements(loaded.definition, config, { isBuild: command === 'build' });
				if (command === 'build') {
					target = resolveTarget({ definition: loaded.definition, options, config });
					const { delivery } = target.places;
					const isAsking = options.decisions === 'choose' && delivery !== 'files';
					if (isAsking && connection === undefined) throw missingApiKey();
				}
				prerenderer = sharePrerenderer(
					config.integrations.filter(({ name }) => name !== PACKAGE_NAME),
				);
				done.injectTypes(typesOf(definitionFile));
			},
			'astro:routes:resolved': (resolved) => {
				({ routes } = resolved);
			},
			'astro:server:setup': async ({ server, logger }) => {
				if (command !== 'dev') return;
				await setUpDevServer({
					server,
					loaded,
					definitionFile,
					options,
					config,
					// Read again: an edit of .env starts the server anew, not the integration.
					connection: completeConnection(options, readEnvironment(config.root, 'development')),
					logger: logger.fork('choose:dev'),
				});
			},
			'astro:build:setup': (setup) => {
				({ pages } = setup);
			},
			'astro:build:start': async ({ setPrerenderer, logger }) => {
				const { definition } = loaded;
				if (target === undefined) return;
				await prepareEdgeFolder(target.places);
				build = startBuild({
					definition,
					options,
					connection,
					config,
					...target,
					pages: () => pages,
					prerendered,
					sharedInputs,
					hasOnDemandRoutes: routes.some(isOnDemand),
					listFallbackPages: () => listFallbackPages(routes, fallbackExports, config),
					logger,
				});
				prerenderer?.setOwn(setPrerenderer, build.wrap);
			},
			'astro:build:done': async ({ pages: written }) => {
				if (build === undefined) return;
				prerenderer?.check(written.length, build.renderedPages());
				await build.finish();
			},
		},
	};
	return exposeOptions(integration, options);
}

function isOnDemand({ isPrerendered, origin }: IntegrationResolvedRoute): boolean {
	return !isPrerendered && origin !== 'internal';
}
