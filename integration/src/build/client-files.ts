import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestContent } from '../store/content-digest.js';

/** All folders below the client folder, the root as the empty string. */
export async function listFolders(clientFolder: URL): Promise<string[]> {
	const root = fileURLToPath(clientFolder);
	const entries = await readdir(root, { recursive: true, withFileTypes: true });
	const folders = entries
		.filter((entry) => entry.isDirectory())
		.map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
	return ['', ...folders.sort()];
}

/**
 * The file in which Astro left the default of a page: the one, of the few that its path may mean, whose bytes are those that were
 * rendered. Undefined when none is: the file was changed afterwards, or lies somewhere unexpected.
 */
export async function findDefaultFile(
	clientFolder: URL,
	{ path, base, digest }: { readonly path: string; readonly base: string; readonly digest: string },
): Promise<string | undefined> {
	for (const file of candidateFiles(path, base)) {
		const bytes = await readFile(join(fileURLToPath(clientFolder), file)).catch(() => undefined);
		if (bytes !== undefined && digestContent(bytes) === digest) return file;
	}
	return undefined;
}

function candidateFiles(path: string, base: string): string[] {
	const prefix = base.replace(/\/$/, '');
	const inside = path.startsWith(`${prefix}/`)
		? path.slice(prefix.length)
		: path === prefix
			? '/'
			: path;
	const name = inside.replace(/^\/|\/$/g, '');
	if (name === '') return ['index.html'];
	return name.endsWith('.html') ? [name] : [`${name}/index.html`, `${name}.html`, name];
}
