import { cp, rm, writeFile } from 'node:fs/promises';
import { extname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroConfig } from 'astro';
import { watchImages, type BuiltImages } from '../astro-images.js';
import { LIVE_ENTRY, LIVE_FOLDER, LIVE_TABLES } from '../constants.js';
import { digestFolder } from '../store/bundle-digest.js';
import type { LiveBundle } from '../store/index-file.js';
import { sheetsKey, type LiveTables } from '../store/live-tables.js';
import type { VariedPage } from './varied-page.js';

/** The prerender bundle of a build, which Astro deletes, kept for rendering while the server runs. */
export interface KeptBundle {
	/** Nothing is rendered yet: begins to note what pages are given. */
	watch(): void;
	/** Everything is rendered, and the bundle is still there. */
	keep(pages: readonly Pick<VariedPage, 'request' | 'sheets'>[]): Promise<void>;
	/** What was kept. If nothing was, what an earlier build may have kept is removed. */
	finish(): Promise<LiveBundle | undefined>;
}

export interface LiveBundleOptions {
	/** False: nothing is kept. */
	readonly isWanted: boolean;
	/** Where the build has written its prerender bundle. */
	readonly bundle: () => URL | undefined;
	readonly build: Pick<AstroConfig['build'], 'server' | 'assets'>;
	/** Response headers of a rendering that are kept with it. */
	readonly keepHeaders: readonly string[];
}

export function createLiveBundle(options: LiveBundleOptions): KeptBundle {
	const { isWanted, bundle, build, keepHeaders } = options;
	const folder = new URL(`${LIVE_FOLDER}/`, build.server);
	let builtImages: (() => BuiltImages) | undefined;
	let kept: LiveBundle | undefined;
	return {
		watch() {
			builtImages = watchImages();
		},
		async keep(pages) {
			const written = bundle();
			if (!isWanted || pages.length === 0 || written === undefined) return;
			await rm(folder, { recursive: true, force: true });
			await copyBundle(written, folder, build.assets);
			const tables: LiveTables = {
				images: imagesOf(builtImages),
				sheets: Object.fromEntries(
					pages.flatMap(({ request, sheets }) =>
						sheets === undefined ? [] : [[sheetsKey(request), [...sheets]]],
					),
				),
			};
			await writeFile(new URL(LIVE_TABLES, folder), JSON.stringify(tables));
			const { modules, digest } = digestFolder(folder);
			kept = { entry: LIVE_ENTRY, modules: [...modules], digest, keepHeaders: [...keepHeaders] };
		},
		async finish() {
			if (kept === undefined) await rm(folder, { recursive: true, force: true });
			return kept;
		},
	};
}

function imagesOf(builtImages: (() => BuiltImages) | undefined): LiveTables['images'] {
	const { urls = {}, deleted = [] } = builtImages?.() ?? {};
	return { urls, deleted: [...deleted] };
}

// Astro moves what pages refer to, their images and styles, to the client folder.
async function copyBundle(from: URL, to: URL, assets: string): Promise<void> {
	const root = fileURLToPath(from);
	await cp(root, fileURLToPath(to), {
		recursive: true,
		filter: (path) => {
			const isAsset = relative(root, path).startsWith(assets);
			return !isAsset || ['', '.mjs', '.js', '.cjs', '.wasm', '.node'].includes(extname(path));
		},
	});
}
