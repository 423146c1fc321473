import type { Coding } from '../store/codings.js';
import type { KeptBuild } from '../store/history/kept-builds.js';
import type { StoredPage, StoredVariant } from '../store/index-file.js';
import { findVariant } from '../variants/match.js';
import type { Outcome } from '../variants/reads.js';

/** The variants of a build that were rendered live, as far as they are kept. */
export interface LivePages {
	readonly variants: readonly { readonly file: string; readonly variant: StoredVariant }[];
	read(digest: string, coding: Coding): Buffer | undefined;
}

/** Opens the pages of a build in the folder of all live pages. */
export type OpenLivePages = (pages: URL, buildId: string) => LivePages;

/** What an audience was sent for a page. */
export interface PastPage {
	readonly variant: StoredVariant;
	readonly made: 'prerendered' | 'rendered live';
	/** Whether it is the default in place of a variant that there was not. */
	readonly isInPlace: boolean;
	/** Undefined: gone. */
	readonly bytes: Buffer | undefined;
}

/**
 * The variant that answers an outcome. Undefined when none is kept, and one may have been rendered; where nothing is rendered live, the
 * default was served.
 */
export function findPastPage(
	page: StoredPage,
	{ outcome, defaults }: { readonly outcome: Outcome; readonly defaults: Outcome },
	{ store }: KeptBuild,
	live: LivePages,
): PastPage | undefined {
	const stored = findVariant(page.variants, outcome);
	const read = (variant: StoredVariant) => store.read(variant.body, 'identity');
	if (stored !== undefined) {
		return { variant: stored, made: 'prerendered', isInPlace: false, bytes: read(stored) };
	}
	const rendered = findVariant(
		live.variants.filter(({ file }) => file === page.file).map(({ variant }) => variant),
		outcome,
	);
	if (rendered !== undefined) {
		const bytes = live.read(rendered.body, 'identity');
		return { variant: rendered, made: 'rendered live', isInPlace: false, bytes };
	}
	const variant = findVariant(page.variants, defaults) ?? page.variants[0];
	if (store.index.live !== undefined || variant === undefined) return undefined;
	return { variant, made: 'prerendered', isInPlace: true, bytes: read(variant) };
}
