import { linesOf } from './structured-data.js';
import { SEO_PARTS, type SeoDifference, type SeoFacts, type SeoPart } from './seo-types.js';

const MOST_SHOWN = 4;
const LONGEST_SHOWN = 160;

/** The parts in which two renderings of a page differ. The order of links, headings and data is no difference. */
export function compareFacts(before: SeoFacts, after: SeoFacts): SeoDifference[] {
	return SEO_PARTS.map((part) => ({
		part,
		removed: without(before[part], after[part]),
		added: without(after[part], before[part]),
	})).filter(({ removed, added }) => removed.length + added.length > 0);
}

/** A difference for reading: a few lines of bounded length, and of data what differs in them. */
export function shortenDifference({ part, removed, added }: SeoDifference): SeoDifference {
	const [before, after] = [linesIn(part, removed), linesIn(part, added)];
	const [gone, come] = [without(before, after), without(after, before)];
	const isSame = gone.length + come.length === 0;
	return {
		part,
		removed: shortenTexts(isSame ? removed : gone),
		added: shortenTexts(isSame ? added : come),
	};
}

export function shortenTexts(texts: readonly string[]): string[] {
	const shown = texts
		.slice(0, MOST_SHOWN)
		.map((text) =>
			text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN - 1)}\u2026` : text,
		);
	const more = texts.length - shown.length;
	return more > 0 ? [...shown, `\u2026 and ${more} more`] : shown;
}

function linesIn(part: SeoPart, values: readonly string[]): readonly string[] {
	return part === 'structuredData' ? values.flatMap(linesOf) : values;
}

function without(values: readonly string[], others: readonly string[]): string[] {
	const known = new Set(others);
	return values.filter((value) => !known.has(value));
}
