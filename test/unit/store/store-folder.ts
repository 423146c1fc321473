import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { digestBundle } from '../../../integration/src/store/bundle-digest.js';
import { encodeIndex } from '../../../integration/src/store/encode-index.js';
import type { StoreIndex } from '../../../integration/src/store/index-file.js';
import { createPackWriter, type PackWriter } from '../../../integration/src/store/pack-writer.js';

/** A page's worth of bytes that compress well; another for each seed. */
export function page(seed: string, length = 4_000): Buffer {
	return Buffer.from(`<h1>${seed}</h1>`.repeat(length).slice(0, length));
}

/** Bytes that do not compress; another for each seed. */
export function noise(seed: string, length = 1_000): Buffer {
	const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, index) =>
		createHash('sha256').update(`${seed}${index}`).digest(),
	);
	return Buffer.concat(blocks).subarray(0, length);
}

/** A server folder with a bundle and a store, as a build leaves it. */
export interface ServerFolder {
	readonly url: URL;
	/** A file of the store, or of the folder. */
	file(path: string): URL;
	readonly index: StoreIndex;
	remove(): Promise<void>;
}

/** Writes a store with these bodies, and these pages in its index. */
export async function createServerFolder(
	bodies: readonly Buffer[],
	change: (index: StoreIndex) => StoreIndex = (index) => index,
): Promise<ServerFolder> {
	const url = pathToFileURL(`${await mkdtemp(join(tmpdir(), 'choose-store-'))}/`);
	await mkdir(new URL('chunks/', url));
	await writeFile(new URL('entry.mjs', url), 'export {};');
	await writeFile(new URL('chunks/page.mjs', url), 'export const page = 1;');
	const stored = await writePack(new URL('variants/', url), async (pack) => {
		for (const body of bodies) await pack.add(body);
	});
	const index = change({
		build: digestBundle(url),
		defaults: '',
		...stored,
		routing: { base: '/', trailingSlash: 'ignore', format: 'directory', folders: [''] },
		pages: [],
		fallbacks: [],
		snapshots: [],
	});
	await writeFile(new URL('variants/index.json', url), encodeIndex(index));
	return {
		url,
		file: (path) => new URL(path, url),
		index,
		remove: () => rm(url, { recursive: true, force: true }),
	};
}

/** Writes a pack into a folder, which is made for it. */
export async function writePack(folder: URL, fill: (pack: PackWriter) => Promise<void>) {
	await mkdir(folder, { recursive: true });
	const pack = await createPackWriter(fileURLToPath(folder));
	await fill(pack);
	return pack.finish();
}
