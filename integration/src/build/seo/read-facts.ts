import { readMarkup, type MarkupFact } from './markup-facts.js';
import { findSeoMarkup } from './seo-markup.js';
import type { SeoFacts, SeoPart } from './seo-types.js';

/**
 * Makes the function that reads the HTML of one page, whose address is `url`, however often it is rendered: markup that was seen
 * before is not parsed again.
 */
export function createFactsReader(url: string): (html: string) => SeoFacts {
	const read = new Map<string, readonly MarkupFact[]>();
	const resolved = new Map<string, URL | undefined>();
	const { origin } = new URL(url);

	const readOnce = (source: string) => {
		const known = read.get(source);
		if (known !== undefined) return known;
		// What is cut out of a text keeps all of that in memory.
		const own = Buffer.from(source).toString();
		const facts = readMarkup(own);
		read.set(own, facts);
		return facts;
	};
	const resolve = (href: string, base: string) => {
		const key = `${base} ${href}`;
		if (!resolved.has(key)) resolved.set(key, URL.parse(href, base) ?? undefined);
		return resolved.get(key);
	};

	return (html) => {
		const found: Record<SeoPart, string[]> = {
			title: [],
			description: [],
			h1: [],
			canonical: [],
			robots: [],
			hreflang: [],
			links: [],
			structuredData: [],
		};
		const facts = findSeoMarkup(html).flatMap(readOnce);
		const base = baseOf(facts, url);
		for (const fact of facts) {
			if (fact.part === 'base') continue;
			if ('value' in fact) {
				found[fact.part].push(fact.value);
				continue;
			}
			const address = resolve(fact.href, base);
			if (fact.part === 'links') {
				if (address?.origin === origin) found.links.push(address.pathname + address.search);
				continue;
			}
			const shown = address?.href ?? fact.href;
			found[fact.part].push('label' in fact && fact.label ? `${fact.label} ${shown}` : shown);
		}
		// Of several titles a document has the first.
		return { ...found, title: found.title.slice(0, 1), links: [...new Set(found.links)] };
	};
}

/** The address that relative ones start from: the page's, unless its first `base` element says another. */
function baseOf(facts: readonly MarkupFact[], url: string): string {
	const written = facts.find((fact) => fact.part === 'base');
	const base = written === undefined ? null : URL.parse(written.href, url);
	return base?.href ?? url;
}
