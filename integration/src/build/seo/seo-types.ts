/** What search engines read of a page, in the order in which it is shown. */
export const SEO_PARTS = [
	'title',
	'description',
	'h1',
	'canonical',
	'robots',
	'hreflang',
	'links',
	'structuredData',
] as const;

export type SeoPart = (typeof SEO_PARTS)[number];

/** The parts that an experience changes only if it says `seo: true`. The others are content, and shown. */
export const GUARDED_PARTS: ReadonlySet<SeoPart> = new Set([
	'canonical',
	'robots',
	'hreflang',
	'links',
	'structuredData',
]);

/**
 * What stands in a page, part by part: texts with their white space collapsed, absolute addresses, internal links as path and query
 * (each once), JSON-LD as JSON in canonical form. A part of which there is nothing is empty.
 */
export type SeoFacts = Readonly<Record<SeoPart, readonly string[]>>;

/** One part of a page in two renderings: what only the first has, and what only the second has. Shortened for reading. */
export interface SeoDifference {
	readonly part: SeoPart;
	readonly removed: readonly string[];
	readonly added: readonly string[];
}

/** A difference in a guarded part that no experience with `seo: true` accounts for. */
export interface UndeclaredChange extends SeoDifference {
	/** The experiences and groups that changed it, or `device`, sorted. */
	readonly changedBy: readonly string[];
}

/** What search engines read of one variant. */
export interface SeoReport {
	readonly title: readonly string[];
	readonly description: readonly string[];
	readonly h1: readonly string[];
	readonly canonical: readonly string[];
	readonly robots: readonly string[];
	/** Languages with their addresses: `de https://example.com/de/`. */
	readonly hreflang: readonly string[];
	/** How many different internal links. */
	readonly links: number;
	/** The types of its JSON-LD: `ItemList`; `invalid JSON` of what does not parse. */
	readonly structuredData: readonly string[];
	/** From the default variant. */
	readonly differences: readonly SeoDifference[];
	/** Those that the build warns about. */
	readonly undeclared: readonly UndeclaredChange[];
}

/** What readers call the parts. */
export const PART_LABELS = {
	title: 'title',
	description: 'description',
	h1: 'h1',
	canonical: 'canonical',
	robots: 'robots',
	hreflang: 'hreflang',
	links: 'internal links',
	structuredData: 'structured data',
} as const satisfies Readonly<Record<SeoPart, string>>;
