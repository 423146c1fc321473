import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Plugin } from 'vite';
import { LIVE_ENTRY, LIVE_WORKER_MODULE } from './constants.js';

/** Where a build writes its prerender bundle. */
export interface PrerenderOutput {
	/** Ends in a slash; known once the bundle is written. */
	folder: URL | undefined;
}

/**
 * Adds to the server's bundle the thread that renders live, and to the prerender bundle what that thread imports. As files of their
 * own: whoever names the bundles' inputs last wins.
 */
export function vitePluginLive(output: PrerenderOutput): Plugin {
	const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));
	const added = new Map([
		['ssr', { id: pathOf('./runtime/live-worker.js'), fileName: LIVE_WORKER_MODULE }],
		['prerender', { id: pathOf('./build/live-entry.js'), fileName: LIVE_ENTRY }],
	]);
	return {
		name: 'astro-choose:live',
		apply: 'build',
		applyToEnvironment: ({ name }) => added.has(name),
		buildStart() {
			const chunk = added.get(this.environment.name);
			if (chunk !== undefined) this.emitFile({ type: 'chunk', ...chunk });
		},
		writeBundle({ dir }) {
			if (this.environment.name !== 'prerender' || dir === undefined) return;
			output.folder = new URL(`${pathToFileURL(dir).href}/`);
		},
	};
}
