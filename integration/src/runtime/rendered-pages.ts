import { answers } from '../variants/match.js';
import { keyOfRead, valueOfRead, type Outcome, type Read } from '../variants/reads.js';

/** A page with the reads of all its variants. */
export interface StatusPage {
	readonly variants: readonly Reading[];
}

interface Reading {
	readonly reads: readonly Read[];
}

/**
 * Finds the pages that have the variant of an outcome. Variants are looked up by what they saw in the first thing that the page reads,
 * which is nearly always the same thing: trying them one after the other takes most of a second with thousands of pages.
 */
export function createRenderedPages(
	pages: readonly StatusPage[],
): (outcome: Outcome) => ReadonlySet<StatusPage> {
	const indexed = pages.map((page) => {
		const first = page.variants[0]?.reads[0];
		const firstKey = first && keyOfRead(first);
		const variants = Map.groupBy(page.variants, ({ reads: [read] }) =>
			read !== undefined && keyOfRead(read) === firstKey ? read.value : undefined,
		);
		return { page, first, variants };
	});
	return (outcome) => {
		const rendered = new Set<StatusPage>();
		for (const { page, first, variants } of indexed) {
			const hasVariant = (value: string | undefined) =>
				variants.get(value)?.some(({ reads }) => answers(reads, outcome)) === true;
			if (hasVariant(first && valueOfRead(outcome, first)) || hasVariant(undefined)) {
				rendered.add(page);
			}
		}
		return rendered;
	};
}
