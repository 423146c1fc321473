import type { z } from 'astro/zod';

/** What a payload must satisfy, and what stands in for it. */
export interface PayloadForm {
	readonly schema: z.ZodType;
	readonly default: unknown;
}

/** What {@link localized} returns: payloads carry one part for each locale. */
export interface LocalizedSchema<Schema extends z.ZodType = z.ZodType> {
	/** The schema of one locale's part. */
	readonly inLocale: (locale: string) => Schema;
}

/**
 * Payloads that carry one part for each locale of the site, `{ en: …, de: … }`. A page reads the part of its own locale alone; the
 * default is written in the same form, with every locale of `i18n.locales`.
 *
 * @param schema What the part of one locale must satisfy.
 */
export function localized<Schema extends z.ZodType>(schema: Schema): LocalizedSchema<Schema> {
	return { inLocale: () => schema };
}

/** Known by its form: the definitions are evaluated in module graphs of their own. */
export function isLocalized(schema: unknown): schema is LocalizedSchema {
	return typeof schema === 'object' && schema !== null && 'inLocale' in schema;
}

/** Whether a value can have parts by locale. */
export function hasParts(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The key under which a value has its part of a locale, which goes by several names. Case, `-` and `_` make no difference. */
export function keyOfLocale(
	value: Readonly<Record<string, unknown>>,
	names: readonly string[],
): string | undefined {
	const keys = Object.keys(value);
	const wanted = names.map(normalizeLocale);
	return wanted
		.map((name) => keys.find((key) => normalizeLocale(key) === name))
		.find((key) => key !== undefined);
}

/** A locale's name in the form in which Astro compares it. */
export function normalizeLocale(name: string): string {
	return name.replaceAll('_', '-').toLowerCase();
}
