import type { AstroConfig, AstroIntegration } from 'astro';
import { wrapPrerenderer } from './build/prerenderer.js';
import { checkRequirements } from './build/requirements.js';
import { startBuild, type StartedBuild } from './build/start-build.js';
import type { Connection } from './choose/choose-types.js';
import { missingApiKey, readEnvironment, resolveConnection } from './connection.js';
import { PACKAGE_NAME } from './constants.js';
import { loadDefinition, type LoadedDefinition } from './definition/load-definition.js';
import { siteLocales, withSiteLocales } from './definition/site-locales.js';
import { setUpDevServer } from './dev/dev-server.js';
import { typesOf } from './inject-types.js';
import { parseOptions, type ChooseOptions } from './options.js';
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
	let hasOnDemandRoutes = false;
	let build: StartedBuild | undefined;

	return {
		name: PACKAGE_NAME,
		hooks: {
			'astro:config:setup': async (setup) => {
				({ command } = setup);
				if (command === 'preview') return;
				const { root } = setup.config;
				definitionFile = new URL(options.config, root);
				const mode = command === 'dev' ? 'development' : 'production';
				loaded = await loadDefinition(definitionFile, { root, mode });
				connection = resolveConnection(options, readEnvironment(root, mode));
				if (command === 'build' && options.decisions === 'choose' && connection === undefined) {
					throw missingApiKey();
				}
				setup.addMiddleware({
					order: 'pre',
					entrypoint: new URL('./runtime/middleware.js', import.meta.url),
				});
				setup.updateConfig({
					vite: {
						plugins: [
							vitePluginVirtualModules(definitionFile, { diagnostics: options.diagnostics }, () =>
								siteLocales(config.i18n),
							),
							vitePluginEntries(),
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
				done.injectTypes(typesOf(definitionFile));
			},
			'astro:routes:resolved': ({ routes }) => {
				hasOnDemandRoutes = routes.some(
					({ isPrerendered, origin }) => !isPrerendered && origin !== 'internal',
				);
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
					connection: resolveConnection(options, readEnvironment(config.root, 'development')),
					logger: logger.fork('choose:dev'),
				});
			},
			'astro:build:start': ({ setPrerenderer, logger }) => {
				const { definition } = loaded;
				const started = startBuild({
					definition,
					options,
					connection,
					config,
					hasOnDemandRoutes,
					logger,
				});
				build = started;
				setPrerenderer((original) => wrapPrerenderer(original, started.observer));
			},
			'astro:build:done': () => build?.finish(),
		},
	};
}
