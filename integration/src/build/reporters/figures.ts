import type { BuildReport, PageReport, ReportWarning, SegmentReport } from '../report-types.js';

/** What a line about one page, or about many pages, says. */
export interface PageFigures {
	readonly variants: number;
	/** Audiences with an answer, and audiences left to the default by the budget or a failed render. */
	readonly answered: number;
	readonly unanswered: number;
	/** Bytes of its distinct bodies. */
	readonly bytes: number;
	readonly brotliBytes: number;
	readonly renderMs: number;
}

/** The pages with the most variants first; pages with equally many by path. */
export function sortByVariety(pages: readonly PageReport[]): readonly PageReport[] {
	return pages.toSorted(
		(a, b) => b.variants.length - a.variants.length || (a.path < b.path ? -1 : 1),
	);
}

/** The figures of one page. Variants of equal bytes are stored, and counted, once. */
export function measurePage(page: PageReport): PageFigures {
	const bodies = new Map(page.variants.map((variant) => [variant.digest, variant]));
	return {
		variants: page.variants.length,
		answered: sum(page.variants, (variant) => variant.audiences.length),
		unanswered: page.unanswered.length,
		bytes: sum([...bodies.values()], (variant) => variant.bytes),
		brotliBytes: sum([...bodies.values()], (variant) => variant.brotliBytes),
		renderMs: page.renderMs,
	};
}

/** The figures of several pages together. */
export function sumFigures(figures: readonly PageFigures[]): PageFigures {
	return {
		variants: sum(figures, (page) => page.variants),
		answered: sum(figures, (page) => page.answered),
		unanswered: sum(figures, (page) => page.unanswered),
		bytes: sum(figures, (page) => page.bytes),
		brotliBytes: sum(figures, (page) => page.brotliBytes),
		renderMs: sum(figures, (page) => page.renderMs),
	};
}

/** True if Choose was asked about the segment and had no choice for it, on either device. */
export function isUndecided(segment: SegmentReport): boolean {
	if (segment.fetchedAt === undefined) return false;
	return segment.decided.desktop.length === 0 && segment.decided.mobile.length === 0;
}

/** What Choose was asked about and had no choice for, as readers call it: `pro`, or `pro on mobile`. */
export function listUndecided({ segments }: BuildReport): readonly string[] {
	return segments.flatMap((segment) => {
		if (segment.fetchedAt === undefined) return [];
		if (isUndecided(segment)) return [segment.name];
		if (segment.decided.desktop.length === 0) return [`${segment.name} on desktop`];
		return segment.decided.mobile.length === 0 ? [`${segment.name} on mobile`] : [];
	});
}

/** Where the decisions came from, in a sentence without its full stop. */
export function describeSource(decisions: BuildReport['decisions']): string {
	switch (decisions) {
		case 'choose':
			return 'Decisions asked of Choose in this build';
		case 'kept':
			return 'Choose could not be asked: decisions kept from an earlier build';
		case 'partly-kept':
			return 'Choose answered in part: some decisions kept from an earlier build';
		case 'lockfile':
			return 'Decisions locked in choose.lock.json';
		case 'defaults':
			return 'Defaults only: no decision was used';
	}
}

/** The warnings by their name, names and warnings in the order in which they came. */
export function groupByName(
	warnings: readonly ReportWarning[],
): ReadonlyMap<string, readonly ReportWarning[]> {
	const groups = new Map<string, ReportWarning[]>();
	for (const warning of warnings) {
		const group = groups.get(warning.name);
		if (group === undefined) groups.set(warning.name, [warning]);
		else group.push(warning);
	}
	return groups;
}

function sum<T>(items: readonly T[], amount: (item: T) => number): number {
	return items.reduce((total, item) => total + amount(item), 0);
}
