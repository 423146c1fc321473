import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LIVE_FOLDER, STATE_FOLDER } from '../constants.js';

/** The store's folder inside the server folder. */
export const STORE_FOLDER = 'variants';

/** Folders of ours beside the server's modules. */
const OWN_FOLDERS: readonly string[] = [STORE_FOLDER, LIVE_FOLDER, STATE_FOLDER];

/** Which modules a server bundle has, and what is in them. */
export interface BundleDigest {
	/** Paths below the server folder, in order. */
	readonly modules: readonly string[];
	readonly digest: string;
}

/**
 * The digest of a finished bundle: the names and bytes of its modules, the store and dot folders left out. Two builds with equal digests
 * run the same code, so a store is used only beside the bundle it was made with.
 */
export function digestBundle(serverFolder: URL): BundleDigest {
	const root = fileURLToPath(serverFolder);
	const modules = listModules(root)
		.map((file) => relative(root, file).split(sep).join('/'))
		.sort();
	return { modules, digest: digestModules(root, modules) };
}

/** The digest of a folder: the names and bytes of all its files. */
export function digestFolder(folder: URL): BundleDigest {
	const root = fileURLToPath(folder);
	const modules = readdirSync(root, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map(({ parentPath, name }) => relative(root, join(parentPath, name)).split(sep).join('/'))
		.sort();
	return { modules, digest: digestModules(root, modules) };
}

/** Whether the modules of a bundle are still there, unchanged. What else lies beside them does not matter. */
export function isBundle(serverFolder: URL, { modules, digest }: BundleDigest): boolean {
	try {
		return digestModules(fileURLToPath(serverFolder), modules) === digest;
	} catch {
		return false;
	}
}

function digestModules(root: string, modules: readonly string[]): string {
	const hash = createHash('sha256');
	for (const module of modules) {
		const bytes = readFileSync(join(root, module));
		hash.update(`${module}\n${bytes.length}\n`).update(bytes);
	}
	return hash.digest('hex').slice(0, 32);
}

function listModules(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		if (entry.name.startsWith('.') || OWN_FOLDERS.includes(entry.name)) return [];
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return listModules(path);
		return /\.[cm]?js$/.test(entry.name) ? [path] : [];
	});
}
