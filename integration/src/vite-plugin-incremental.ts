import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';
import { PAGES_MODULES, SHARED_MODULES } from './astro-internals.js';

/** What the pages of a build are rendered with and Astro does not compare when it takes pages over from its last build. */
export interface SharedInputs {
	/** Digest of the middleware and the renderers, with all that they import: `src/choose.config.ts` too. Undefined: it cannot be told. */
	code: string | undefined;
	/** Names of the stylesheets and scripts of all pages, which change with what is in them. */
	readonly assets: Set<string>;
}

type ModuleGraph = Pick<
	ThisParameterType<Extract<NonNullable<Plugin['generateBundle']>, (...never: never[]) => unknown>>,
	'getModuleIds' | 'getModuleInfo'
>;

/** Code with a file's name in place of it says nothing of the file. */
const PLACEHOLDER = /__ASTRO_ASSET_IMAGE__|__VITE_ASSET__|ROLLDOWN_FILE_URL_/;

/** Finds out what {@link SharedInputs} says, while the bundles are made. */
export function vitePluginIncremental(inputs: SharedInputs): Plugin {
	return {
		name: 'astro-choose:incremental',
		apply: 'build',
		applyToEnvironment: ({ name }) => name === 'prerender' || name === 'client',
		generateBundle(_options, bundle) {
			const isClient = this.environment.name === 'client';
			for (const file of Object.keys(bundle)) {
				if (isClient || file.endsWith('.css')) inputs.assets.add(file);
			}
			if (!isClient) inputs.code = digestCode(this);
		},
	};
}

function digestCode(graph: ModuleGraph): string | undefined {
	const pending = [...graph.getModuleIds()].filter((id) => SHARED_MODULES.test(id));
	if (!pending.some((id) => id.endsWith('middleware'))) return undefined;
	const codes = new Map<string, string>();
	for (const id of pending) {
		if (codes.has(id) || PAGES_MODULES.test(id)) continue;
		const found = graph.getModuleInfo(id);
		const code = found?.code ?? '';
		if (PLACEHOLDER.test(code)) return undefined;
		codes.set(id, code);
		pending.push(...(found?.importedIds ?? []), ...(found?.dynamicallyImportedIds ?? []));
	}
	const sorted = [...codes].sort(([a], [b]) => (a < b ? -1 : 1));
	return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}
