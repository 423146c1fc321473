import { readdirSync, rmSync, statSync } from 'node:fs';
import type { Coding } from './codings.js';
import { openLivePageFile, type LivePageFile } from './live-page-file.js';

/** How the names of files with variants end. */
export const ENDING = '.page';

/** The variants of a build as they lie in its folder, the one written first first. What is not one of them is left alone. */
export function listLivePages(folder: URL): readonly (LivePageFile & { readonly name: string })[] {
	return namesIn(folder)
		.filter((name) => name.endsWith(ENDING))
		.map((name) => {
			const path = new URL(name, folder);
			const page = openLivePageFile(path);
			return { name: name.slice(0, -ENDING.length), time: timeOf(path), page };
		})
		.toSorted((a, b) => a.time - b.time)
		.flatMap(({ name, page }) => (page === undefined ? [] : [{ ...page, name }]));
}

/** Variants for looking at. */
export interface KeptLivePages {
	readonly variants: readonly LivePageFile[];
	read(digest: string, coding: Coding): Buffer | undefined;
}

/** The variants of a build for looking at, whatever process keeps them. */
export function openLivePages(pages: URL, build: string): KeptLivePages {
	const variants = listLivePages(new URL(`${build}/`, pages));
	return {
		variants,
		read: (digest, coding) => variants.find(({ variant }) => variant.body === digest)?.read(coding),
	};
}

/** Removes the variants of builds that nobody has written to for as long as variants are kept. */
export function pruneLivePages(pages: URL, present: string, keep: number, now: number): void {
	for (const build of namesIn(pages)) {
		if (build === present) continue;
		const folder = new URL(`${build}/`, pages);
		if (now - timeOf(folder) > keep) rmSync(folder, { recursive: true, force: true });
	}
}

/** Does nothing where that is not possible: on a file system that has become read-only, say. */
export function removeFile(path: URL | undefined): void {
	if (path === undefined) return;
	try {
		rmSync(path, { force: true });
	} catch {
		// A file system that has become read-only: the file stays.
	}
}

/** When a file was written or last used, in milliseconds since 1970; 0: it is gone. */
export function timeOf(path: URL): number {
	try {
		return statSync(path).mtimeMs;
	} catch {
		return 0;
	}
}

/** Nothing, where there is no such folder. */
export function namesIn(folder: URL): string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}
