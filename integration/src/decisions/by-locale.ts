/** What is decided for the pages of each locale. */
export interface ByLocale<Part> {
	/** By every name of every locale of the site; never empty. */
	readonly parts: ReadonlyMap<string, Part>;
	/** The name of the locale that pages have which Astro gives none. */
	readonly fallback: string;
}

/** Something that was decided as a whole, and by locale if it is localized. */
export type MaybeByLocale<Part> = Part & { readonly locales?: ByLocale<Part> | undefined };

/** The name of the locale in which a page reads something; undefined: it is the same in all. */
export function localeOfRead<Part>(
	{ locales }: { readonly locales?: ByLocale<Part> | undefined },
	pageLocale: () => string | undefined,
): string | undefined {
	if (locales === undefined) return undefined;
	const name = pageLocale();
	return name !== undefined && locales.parts.has(name) ? name : locales.fallback;
}

/** What is seen by a read in a locale; undefined when something is localized (any more, or by now) and the read is not. */
export function partIn<Part>(
	decided: MaybeByLocale<Part>,
	locale: string | undefined,
): Part | undefined {
	if (decided.locales === undefined) return locale === undefined ? decided : undefined;
	return locale === undefined ? undefined : decided.locales.parts.get(locale);
}
