import { decodePath } from './page-paths.js';

/** Whether a path leads into the folder of the variants' files, however it is written. */
export function isInFolder(path: string, folder: string): boolean {
	return `${decodePath(path)}/`.toLowerCase().startsWith(`/${folder.toLowerCase()}`);
}

/** The path below the base; undefined: it does not lie there. The base itself is the site's home. */
export function withoutBase(path: string, base: string): string | undefined {
	if (path === base) return '/';
	return path.startsWith(`${base}/`) ? path.slice(base.length) : undefined;
}
