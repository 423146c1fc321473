import type { PageReport, VariantReport } from '../report-types.js';
import { PART_LABELS, SEO_PARTS, type SeoPart, type SeoReport } from '../seo/seo-types.js';
import { formatNumberOf } from './format.js';

/** Variants of a page of which search engines read the same. */
export interface SeoGroup {
	readonly audiences: readonly string[];
	readonly seo: SeoReport;
}

/** The pages about which there is something to say first: undeclared changes, then the most differences, then by path. */
export function sortByDifference(pages: readonly PageReport[]): readonly PageReport[] {
	const weights = new Map(pages.map((page) => [page, weigh(page)]));
	return pages.toSorted(
		(a, b) => (weights.get(b) ?? 0) - (weights.get(a) ?? 0) || (a.path < b.path ? -1 : 1),
	);
}

function weigh({ variants }: PageReport): number {
	const parts = new Set(variants.flatMap(({ seo }) => seo.differences.map(({ part }) => part)));
	const isUndeclared = variants.some(({ seo }) => seo.undeclared.length > 0);
	return parts.size + (isUndeclared ? SEO_PARTS.length : 0);
}

/** The variants beside the default: how many are the same as it to search engines, and the others by what they differ in. */
export function groupVariants(variants: readonly VariantReport[]): {
	readonly same: number;
	readonly groups: readonly SeoGroup[];
} {
	const others = variants.filter(({ isDefault }) => !isDefault);
	const unlike = others.filter(({ seo }) => seo.differences.length + seo.undeclared.length > 0);
	const groups = Map.groupBy(unlike, ({ seo }) =>
		JSON.stringify([seo.differences, seo.undeclared]),
	);
	return {
		same: others.length - unlike.length,
		groups: [...groups.values()].flatMap((group) =>
			group.slice(0, 1).map(({ seo }) => ({
				audiences: group.flatMap(({ audiences }) => audiences),
				seo,
			})),
		),
	};
}

/** On how many pages each part differs between variants: `h1 on 3 pages, structured data on 1 page`; empty if none does. */
export function describeDifferences(pages: readonly PageReport[]): string {
	const countOf = (part: SeoPart) =>
		pages.filter(({ variants }) =>
			variants.some(({ seo }) => seo.differences.some((one) => one.part === part)),
		).length;
	return SEO_PARTS.map((part) => [PART_LABELS[part], countOf(part)] as const)
		.filter(([, count]) => count > 0)
		.map(([label, count]) => `${label} on ${formatNumberOf(count, 'page')}`)
		.join(', ');
}
