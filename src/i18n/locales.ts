/** The site's languages; the first has no prefix in its addresses. */
export const LOCALES = ['en', 'de'] as const;
export type Locale = (typeof LOCALES)[number];
export type Currency = 'GBP' | 'EUR';

const [DEFAULT] = LOCALES;
const PREFIX = /^\/de(?=\/|$)/;

/** The site's own name for what Astro says a page's locale is. */
export function localeOf(current: string | undefined): Locale {
	return LOCALES.find((locale) => locale === current) ?? DEFAULT;
}

/** The address of a page in a language, from its English one. */
export function pathIn(locale: Locale, path: string): string {
	return locale === DEFAULT ? path : `/${locale}${path}`;
}

/** The addresses of a page in every language, from its address in one; always with a slash at the end. */
export function alternatesOf(
	pathname: string,
): readonly { readonly locale: Locale; readonly path: string }[] {
	const english = pathname.replace(PREFIX, '').replace(/\/?$/, '/');
	return LOCALES.map((locale) => ({ locale, path: pathIn(locale, english) }));
}
