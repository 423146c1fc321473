import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { ASTRO_MODULES, bundledFrom, SERVER_ENTRY } from './astro-internals.js';
import type { SiteLocales } from './definition/site-locales.js';
import type { RuntimeSettings } from './runtime/settings.js';

const DEFINITION = 'virtual:astro-choose/definition';
const SETTINGS = 'virtual:astro-choose/settings';
const ASTRO_APP = 'virtual:astro-choose/astro-app';
const ASTRO_MANIFEST = 'virtual:astro-choose/astro-manifest';
const ASTRO_SERVER = 'virtual:astro-choose/astro-server';
const ASTRO_LIVE = 'virtual:astro-choose/astro-live';
const ASTRO_PRERENDER = 'virtual:astro-choose/astro-prerender';

/** Runtime dependencies of the package that are bundled into the server, so that it starts without the package beside it. */
const BUNDLED = ['astro-choose', 'cookie', 'isbot', 'lru-cache', 'undici'];

/**
 * What the server bundle knows of the site: its definitions, as the module they are, and the settings. The last two are asked for
 * when Astro's configuration is complete.
 */
export function vitePluginVirtualModules(
	definitionFile: URL,
	readSettings: () => RuntimeSettings,
	locales: () => SiteLocales,
): Plugin {
	const pathOf = (file: URL) => JSON.stringify(fileURLToPath(file));
	const modules: Readonly<Record<string, () => string>> = {
		[DEFINITION]: () => `
			import definition from ${pathOf(definitionFile)};
			import { withSiteLocales } from ${pathOf(new URL('./definition/site-locales.js', import.meta.url))};
			export default withSiteLocales(definition, ${JSON.stringify(locales())});`,
		[SETTINGS]: () => `export default ${JSON.stringify(readSettings())};`,
		[ASTRO_APP]: () => ASTRO_MODULES.app,
		[ASTRO_MANIFEST]: () => ASTRO_MODULES.manifest,
		[ASTRO_SERVER]: () => ASTRO_MODULES.server,
		[ASTRO_LIVE]: () => ASTRO_MODULES.live,
		[ASTRO_PRERENDER]: () => ASTRO_MODULES.prerender,
	};
	return {
		name: 'astro-choose:virtual-modules',
		resolveId: (id) => (id in modules ? `\0${id}` : undefined),
		load: (id) => (id.startsWith('\0') ? modules[id.slice(1)]?.() : undefined),
	};
}

/** Makes the server's entry ours, and keeps the prerender bundle's what it is. */
export function vitePluginEntries(): Plugin {
	const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));
	return {
		name: 'astro-choose:entries',
		apply: 'build',
		config: () => ({
			environments: {
				ssr: {
					resolve: { noExternal: BUNDLED },
					...bundledFrom({ [SERVER_ENTRY]: pathOf('./runtime/server.js') }),
				},
				prerender: {
					resolve: { noExternal: BUNDLED },
					...bundledFrom(pathOf('./build/prerender-entry.js')),
				},
			},
		}),
	};
}
