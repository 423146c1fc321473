import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import type { SiteLocales } from './definition/site-locales.js';
import type { RuntimeSettings } from './runtime/settings.js';

const DEFINITION = 'virtual:astro-choose/definition';
const SETTINGS = 'virtual:astro-choose/settings';

/** Runtime dependencies of the package that are bundled into the server, so that it starts without the package beside it. */
const BUNDLED = ['astro-choose', 'cookie', 'isbot', 'lru-cache'];

/**
 * What the server bundle knows of the site: its definitions, as the module they are, and the settings.
 *
 * @param locales Those of the site; asked for when Astro's configuration is complete.
 */
export function vitePluginVirtualModules(
	definitionFile: URL,
	settings: RuntimeSettings,
	locales: () => SiteLocales,
): Plugin {
	const pathOf = (file: URL) => JSON.stringify(fileURLToPath(file));
	const modules: Readonly<Record<string, () => string>> = {
		[DEFINITION]: () => `
			import definition from ${pathOf(definitionFile)};
			import { withSiteLocales } from ${pathOf(new URL('./definition/site-locales.js', import.meta.url))};
			export default withSiteLocales(definition, ${JSON.stringify(locales())});`,
		[SETTINGS]: () => `export default ${JSON.stringify(settings)};`,
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
					build: { rolldownOptions: { input: { index: pathOf('./runtime/server.js') } } },
				},
				prerender: {
					resolve: { noExternal: BUNDLED },
					build: { rolldownOptions: { input: pathOf('./build/prerender-entry.js') } },
				},
			},
		}),
	};
}
