import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The store's folder inside the server folder. */
export const STORE_FOLDER = 'variants';

/**
 * Digest of the server bundle in a folder: the names and bytes of its modules, the store and dot folders left out. Two builds with
 * equal digests run the same code, so a store is used only beside the bundle it was made with.
 */
export function digestBundle(serverFolder: URL): string {
	const root = fileURLToPath(serverFolder);
	const hash = createHash('sha256');
	for (const file of listModules(root).sort()) {
		const bytes = readFileSync(file);
		hash.update(`${relative(root, file).split(sep).join('/')}\n${bytes.length}\n`).update(bytes);
	}
	return hash.digest('hex').slice(0, 32);
}

function listModules(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		if (entry.name.startsWith('.') || entry.name === STORE_FOLDER) return [];
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return listModules(path);
		return /\.[cm]?js$/.test(entry.name) ? [path] : [];
	});
}
