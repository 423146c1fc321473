import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { FALLBACK_EXPORT, FALLBACK_MODULE } from './constants.js';

/** The modules that export `chooseFallback`, by the bundle they are in; paths as Vite writes them. */
export interface FallbackExports {
	readonly ssr: Set<string>;
	readonly prerender: Set<string>;
}

export function createFallbackExports(): FallbackExports {
	return { ssr: new Set(), prerender: new Set() };
}

/**
 * Finds the modules that export `chooseFallback`, and adds to the server's bundle what renders defaults with it; only for them, so
 * that other sites are built as without it.
 */
export function vitePluginFallbackPages(found: FallbackExports): Plugin {
	const renderer = fileURLToPath(new URL('./runtime/fallback-process.js', import.meta.url));
	return {
		name: 'astro-choose:fallback-pages',
		apply: 'build',
		moduleParsed({ id, exports }) {
			const { name } = this.environment;
			if ((name !== 'ssr' && name !== 'prerender') || !exports.includes(FALLBACK_EXPORT)) return;
			if (name === 'ssr' && found.ssr.size === 0) {
				this.emitFile({ type: 'chunk', id: renderer, fileName: FALLBACK_MODULE });
			}
			found[name].add(id);
		},
	};
}
