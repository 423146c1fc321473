import type { AstroConfig } from 'astro';
import { normalizeLocale } from '../definition/localized.js';

/**
 * Whether a route is that of an error page, of the site or of a locale, as Astro decides it: `/404`, `/de/500`, but not `/rooms/404`.
 * Error pages are the default for everybody.
 */
export function isErrorRoute(route: string, locales: readonly string[]): boolean {
	const match = /^(?:\/([^/]+))?\/(?:404|500)\/?$/.exec(route);
	if (match === null) return false;
	const [, prefix] = match;
	return prefix === undefined || locales.includes(normalizeLocale(prefix));
}

/** The first segments of paths that name a locale, as {@link isErrorRoute} compares them. */
export function localePathsOf({ i18n }: Pick<AstroConfig, 'i18n'>): string[] {
	return (i18n?.locales ?? []).map((locale) =>
		normalizeLocale(typeof locale === 'string' ? locale : locale.path),
	);
}
