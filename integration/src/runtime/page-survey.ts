import type { Outcome, Read } from '../variants/reads.js';

/** A page with the reads of all its variants. */
export interface StatusPage {
	readonly variants: readonly { readonly reads: readonly Read[] }[];
	/** The variant that answers an outcome. */
	find(outcome: Outcome): object | undefined;
}

/** The pages that read an experience or a group, and of these, by outcome, those that have the variant for it. */
export interface PageCounts {
	readonly of: number;
	readonly rendered: readonly number[];
}

export type PageSurvey = (kind: Read['kind'], name: string) => PageCounts;

/** Milliseconds after which others have their turn. */
const LONGEST_TURN = 10;

/**
 * Counts pages for each of some outcomes. With thousands of pages that is most of a second of work, so whatever else waits is let in
 * between: `rest` resolves when it has had its turn.
 */
export async function surveyPages(
	pages: readonly StatusPage[],
	outcomes: readonly Outcome[],
	{ now, rest }: { readonly now: () => number; readonly rest: () => Promise<unknown> },
): Promise<PageSurvey> {
	const counts = new Map<string, { of: number; readonly rendered: number[] }>();
	let began = now();
	for (const page of pages) {
		const found = outcomes.map((outcome) => page.find(outcome) !== undefined);
		for (const key of keysOf(page)) {
			const counted = counts.get(key) ?? { of: 0, rendered: outcomes.map(() => 0) };
			counts.set(key, counted);
			counted.of += 1;
			for (const [index, isFound] of found.entries()) {
				counted.rendered[index] = (counted.rendered[index] ?? 0) + (isFound ? 1 : 0);
			}
		}
		if (now() - began >= LONGEST_TURN) {
			await rest();
			began = now();
		}
	}
	const none = { of: 0, rendered: [] };
	return (kind, name) => counts.get(keyOf({ kind, name })) ?? none;
}

function keysOf({ variants }: StatusPage): Set<string> {
	const keys = new Set<string>();
	for (const { reads } of variants) for (const read of reads) keys.add(keyOf(read));
	return keys;
}

function keyOf({ kind, name }: Pick<Read, 'kind' | 'name'>): string {
	return `${kind}/${name}`;
}
