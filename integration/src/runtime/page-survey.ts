import type { Outcome, Read } from '../variants/reads.js';

/** A page with the reads of all its variants. */
export interface StatusPage {
	readonly variants: readonly { readonly reads: readonly Read[] }[];
	/** The variant that answers an outcome. */
	find(outcome: Outcome): object | undefined;
	/** Pages of one shape have variants for the same outcomes, and read the same. */
	readonly shape: object;
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
 * Counts pages for each of some outcomes. With thousands of pages that have nothing in common that is most of a second of work, so whatever
 * else waits is let in between: `rest` resolves when it has had its turn.
 */
export async function surveyPages(
	pages: readonly StatusPage[],
	outcomes: readonly Outcome[],
	{ now, rest }: { readonly now: () => number; readonly rest: () => Promise<unknown> },
): Promise<PageSurvey> {
	const counts = new Map<string, { of: number; readonly rendered: number[] }>();
	const byShape = new Map<object, Surveyed>();
	let began = now();
	for (const page of pages) {
		const { shape } = page;
		const surveyed = byShape.get(shape) ?? survey(page, outcomes);
		byShape.set(shape, surveyed);
		for (const key of surveyed.keys) {
			const counted = counts.get(key) ?? { of: 0, rendered: outcomes.map(() => 0) };
			counts.set(key, counted);
			counted.of += 1;
			for (const index of surveyed.found) {
				counted.rendered[index] = (counted.rendered[index] ?? 0) + 1;
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

interface Surveyed {
	readonly keys: ReadonlySet<string>;
	/** Places of the outcomes that there is a variant for. */
	readonly found: readonly number[];
}

function survey(page: StatusPage, outcomes: readonly Outcome[]): Surveyed {
	const found = outcomes.flatMap((outcome, at) => (page.find(outcome) === undefined ? [] : [at]));
	return { keys: keysOf(page), found };
}

function keysOf({ variants }: StatusPage): Set<string> {
	const keys = new Set<string>();
	for (const { reads } of variants) for (const read of reads) keys.add(keyOf(read));
	return keys;
}

function keyOf({ kind, name }: Pick<Read, 'kind' | 'name'>): string {
	return `${kind}/${name}`;
}
