import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'astro/zod';
import { STORE_FOLDER } from '../store/bundle-digest.js';
import type { EdgeFiles } from './export-types.js';

/** Names what a build has put into the folder, so that the next one takes nothing else away. */
const LIST_FILE = 'choose-files.json';

/** What a build that was cut off may have left in the store's folder. */
const STORE_FILE = /^(?:index\.json|pack-[\da-f]{16}\.bin|pack-\d+\.partial|index\.json\.partial)$/;

const listSchema = z.object({
	version: z.literal(1),
	/** Paths below the folder. */
	files: z.array(
		z.string().refine((path) => path.split('/').every((part) => !['', '.', '..'].includes(part))),
	),
});

/** Takes away what an earlier build has put into the folder, and nothing else. */
export async function emptyEdgeFolder(folder: URL): Promise<void> {
	const list = await readList(folder);
	if (list === undefined) return;
	const store = await readdir(new URL(`${STORE_FOLDER}/`, folder)).catch(() => []);
	const left = store.filter((name) => STORE_FILE.test(name));
	const files = [...list, ...left.map((name) => `${STORE_FOLDER}/${name}`), LIST_FILE];
	const root = fileURLToPath(folder);
	await Promise.all(files.map((file) => rm(join(root, file), { force: true })));
	const folders = new Set(files.flatMap((file) => foldersOf(file)));
	// The deepest first; one that holds something of somebody else stays.
	for (const one of [...folders].sort((a, b) => b.length - a.length)) {
		await rmdir(join(root, one)).catch(() => undefined);
	}
}

/** Notes what a build is about to put into the folder; those that are listed already stay so. */
export async function listEdgeFiles(folder: URL, files: readonly string[]): Promise<void> {
	const all = new Set([...((await readList(folder)) ?? []), ...files]);
	await mkdir(folder, { recursive: true });
	const text = JSON.stringify({ version: 1, files: [...all] }, null, '\t');
	await writeFile(new URL(LIST_FILE, folder), `${text}\n`);
}

/** Writes files, readable for others or not: all of them, or none. */
export async function writeEdgeFiles(
	folder: URL,
	files: EdgeFiles,
	{ isSecret }: { readonly isSecret: boolean },
): Promise<void> {
	const root = fileURLToPath(folder);
	const paths = [...files].map(([name, text]) => ({ path: join(root, name), text }));
	const partial = (path: string) => `${path}.partial`;
	await listEdgeFiles(folder, [...files.keys()]);
	try {
		for (const { path, text } of paths) {
			await mkdir(dirname(path), { recursive: true });
			await rm(partial(path), { force: true });
			await writeFile(partial(path), text, { mode: isSecret ? 0o600 : 0o644 });
		}
		for (const { path } of paths) await rename(partial(path), path);
	} catch (error) {
		for (const { path } of paths) {
			await rm(partial(path), { force: true });
			await rm(path, { force: true });
		}
		throw error;
	}
}

async function readList(folder: URL): Promise<readonly string[] | undefined> {
	try {
		const text = await readFile(new URL(LIST_FILE, folder), 'utf8');
		return listSchema.parse(JSON.parse(text)).files;
	} catch {
		return undefined;
	}
}

// All folders above a file, the edge folder itself last.
function foldersOf(file: string): string[] {
	const parts = file.split('/').slice(0, -1);
	return ['', ...parts.map((_part, at) => parts.slice(0, at + 1).join('/'))];
}
