import type { EdgeManifest, EdgePage } from './edge-manifest.js';

type Site = Pick<EdgeManifest, 'base' | 'pages' | 'trailingSlash'>;

/**
 * The pages by the one path, below the base, at which Cloudflare's asset router sends each; it redirects from every other spelling.
 * Written as the router writes paths.
 */
export function canonicalPaths({ pages, trailingSlash }: Site): ReadonlyMap<string, EdgePage> {
	// Where two files have one path, the router takes this one.
	const preferred = trailingSlash === 'always' ? isFolderIndex : isPlainFile;
	const ordered = pages.toSorted((a, b) => Number(preferred(a)) - Number(preferred(b)));
	return new Map(
		ordered.map((page) => {
			const { file } = page;
			const bare = bareName(file);
			const hasSlash =
				trailingSlash === 'always' || (trailingSlash === 'ignore' && isFolderIndex(page));
			return [encodeNames(bare === '' ? '/' : `/${bare}${hasSlash ? '/' : ''}`), page];
		}),
	);
}

/** The paths, with the base, at which a page is to be answered on hosts that leave it to us; decoded, as the file is named. */
export function spellingsOf({ base, trailingSlash }: Omit<Site, 'pages'>, file: string): string[] {
	const bare = bareName(file);
	const path = bare === '' ? base : `${base}/${bare}`;
	const withSlash = `${path}/`;
	const without = path === '' ? '/' : path;
	if (trailingSlash === 'always') return [withSlash, `${base}/${file}`];
	if (trailingSlash === 'never') return [without, `${base}/${file}`];
	return [...new Set([withSlash, without, `${base}/${file}`])];
}

/** A path as a name: each part decoded where that is possible, slashes once. */
export function decodePath(path: string): string {
	return path
		.split('/')
		.map((part) => {
			try {
				return decodeURIComponent(part);
			} catch {
				return part;
			}
		})
		.join('/')
		.replace(/\/{2,}/g, '/');
}

function encodeNames(path: string): string {
	return path.split('/').map(encodeURIComponent).join('/');
}

function bareName(file: string): string {
	return file.replace(/(?:(?:^|\/)index)?\.html$/, '');
}

function isFolderIndex({ file }: EdgePage): boolean {
	return file === 'index.html' || file.endsWith('/index.html');
}

function isPlainFile(page: EdgePage): boolean {
	return !isFolderIndex(page);
}
