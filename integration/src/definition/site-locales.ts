import type { AstroConfig } from 'astro';
import { ChooseError, describeFound, type Problem } from '../errors.js';
import type { ChooseDefinition } from './definition-types.js';
import type { ExperienceDefinition } from './experience-types.js';
import { hasParts, isLocalized, keyOfLocale } from './localized.js';

/** The locales of a site. */
export interface SiteLocales {
	/** Each with every name it goes by: its codes, then its path. */
	readonly all: readonly (readonly [string, ...string[]])[];
	/** The name of the one that pages have which Astro gives none. */
	readonly fallback: string;
}

/** Of a site without `i18n`. */
export const NO_LOCALES: SiteLocales = { all: [], fallback: '' };

/** What Astro's configuration says of the locales. */
export function siteLocales(
	i18n: Pick<NonNullable<AstroConfig['i18n']>, 'locales' | 'defaultLocale'> | undefined,
): SiteLocales {
	if (i18n === undefined) return NO_LOCALES;
	return {
		all: i18n.locales.map((locale) =>
			typeof locale === 'string' ? [locale] : [...locale.codes, locale.path],
		),
		fallback: i18n.defaultLocale,
	};
}

/**
 * The definition, for a site with these locales.
 *
 * @throws {ChooseError} LocalesNotConfigured, DefaultWithoutLocale.
 */
export function withSiteLocales(
	definition: ChooseDefinition,
	locales: SiteLocales,
): ChooseDefinition {
	const problems = [
		...Object.entries(definition.experiences).map(
			([name, experience]) => [`experiences.${name}`, experience] as const,
		),
		...Object.entries(definition.groups).map(
			([name, { member }]) => [`groups.${name}.member`, member] as const,
		),
	].flatMap(([path, experience]) => localeProblems(path, experience, locales));
	if (problems.length > 0) throw new ChooseError(problems);
	return { ...definition, locales };
}

function localeProblems(
	path: string,
	{ schema, default: written }: ExperienceDefinition,
	{ all }: SiteLocales,
): Problem[] {
	if (!isLocalized(schema)) return [];
	if (all.length === 0) {
		return [
			{
				name: 'LocalesNotConfigured',
				path,
				expected: 'i18n in astro.config to name the locales of the site',
				found: 'nothing',
				hint: "Add i18n: { locales: ['en', 'de'], defaultLocale: 'en' } with yours, or declare the experience without localized.",
			},
		];
	}
	const parts = hasParts(written) ? written : {};
	const missing = all.filter((names) => keyOfLocale(parts, names) === undefined);
	if (missing.length === 0) return [];
	return [
		{
			name: 'DefaultWithoutLocale',
			path: `${path}.default`,
			expected: `every locale of i18n.locales: ${all.map(([name]) => name).join(', ')}`,
			found: describeFound(Object.keys(parts)),
			hint: `Add ${missing.map(([name]) => name).join(' and ')}: what visitors see in that language whenever there is no valid choice.`,
		},
	];
}
