import { DEVICES } from '../constants.js';
import type { DecisionTable } from '../decisions/decision-table.js';
import { isCatchAll } from '../definition/catch-all.js';
import type { Segment } from '../definition/definition-types.js';
import { createPrerendered, type PrerenderedAudience } from '../variants/audiences.js';
import { valueOfRead, type ReadName } from '../variants/reads.js';

/** Mixtures looked at for one page before giving up; far more than any budget lets through. */
const MOST_MIXTURES = 5_000;

/** {@link listMixtures} of one set of decisions, each list made once: pages of one route read the same. */
export function createMixtureLists(
	segments: readonly Segment[],
	table: DecisionTable,
): (reads: readonly ReadName[]) => ReturnType<typeof listMixtures> {
	const known = new Map<string, ReturnType<typeof listMixtures>>();
	return (reads) => {
		const key = JSON.stringify(reads.map(({ kind, name, locale }) => [kind, name, locale]));
		const lists = known.get(key) ?? listMixtures(segments, table, reads);
		known.set(key, lists);
		return lists;
	};
}

/**
 * The audiences of several segments that see something new of what a page reads, those of the fewest segments first. Found by the
 * outcomes, not by the combinations: laying one segment over each outcome known so far, from the last in the cascade to the first,
 * reaches every outcome there is, and equal ones are one.
 */
export function listMixtures(
	segments: readonly Segment[],
	table: DecisionTable,
	reads: readonly ReadName[],
): { readonly mixtures: PrerenderedAudience[]; readonly complete: boolean } {
	const shown = segments.filter((segment) => !segment.private && !isCatchAll(segment));
	const catchAll = segments.filter((segment) => !segment.private && isCatchAll(segment));
	// Segments persisted from an earlier request stand behind those matched on this one.
	const layers = [...shown, ...shown.filter((segment) => segment.persist !== undefined)].reverse();
	let complete = true;
	const mixtures = DEVICES.flatMap((device) => {
		const found = new Map<string, PrerenderedAudience>();
		const add = (list: readonly Segment[]) => {
			const audience = createPrerendered(list, device, table);
			const key = reads.map((read) => valueOfRead(audience.outcome, read)).join('\n');
			const known = found.get(key);
			if (known === undefined || list.length < known.segments.length) found.set(key, audience);
		};
		add(catchAll);
		for (const segment of layers) {
			for (const { segments: below } of [...found.values()]) {
				if (found.size >= MOST_MIXTURES) complete = false;
				else if (!below.includes(segment)) add([segment, ...below]);
			}
		}
		return [...found.values()];
	});
	return {
		mixtures: mixtures.toSorted((a, b) => a.segments.length - b.segments.length),
		complete,
	};
}
