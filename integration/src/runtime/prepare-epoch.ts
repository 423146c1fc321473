import { setImmediate } from 'node:timers/promises';
import type { DecisionTable } from '../decisions/decision-table.js';
import type { Segment } from '../definition/definition-types.js';
import { listAudiences } from '../variants/audiences.js';
import { keyOfOutcome } from '../variants/outcome-key.js';
import type { Outcome } from '../variants/reads.js';
import type { AudienceUses } from './audience-use.js';
import type { EpochsOptions } from './epochs.js';
import type { LiveRendering } from './live-rendering.js';
import type { VariedPage, VariedPages } from './varied-pages.js';

export interface PreparationOptions {
	readonly segments: readonly Segment[];
	readonly pages: Pick<VariedPages, 'all'>;
	readonly uses: Pick<AudienceUses, 'most'>;
	readonly rendering: Pick<LiveRendering, 'prepare'>;
}

/** Audiences with visitors that an epoch is prepared for, beside each segment alone. */
const MOST_AUDIENCES = 200;
/** Milliseconds of looking for what is missing, until requests get their turn. */
const LONGEST_TURN = 4;

interface Prepared {
	readonly outcome: Outcome;
	readonly isPrivate: boolean;
}

/** Renders what decisions need and is missing, page by page, the most used first; for those audiences that visit, and each segment alone. */
export function createPreparation(options: PreparationOptions): EpochsOptions['prepare'] {
	const { segments, pages, uses, rendering } = options;
	return async (table, signal) => {
		const wanted = listOutcomes(segments, uses.most(MOST_AUDIENCES), table);
		const search = findIncomplete(pages.all, wanted);
		let found = search.next();
		while (found.done !== true) {
			await setImmediate();
			if (signal.aborted) return;
			found = search.next();
		}
		for (const page of found.value.toSorted((a, b) => b.uses - a.uses)) {
			for (const { outcome, isPrivate } of wanted) {
				if (signal.aborted) return;
				if (page.find(outcome) !== undefined) continue;
				await rendering.prepare({ page, outcome, isPrivate }).rendered;
			}
		}
	};
}

/** The pages without a variant for one of the outcomes; yields between turns. What is found of one page holds for all of its shape. */
function* findIncomplete(
	pages: readonly VariedPage[],
	wanted: readonly Prepared[],
): Generator<void, readonly VariedPage[]> {
	const complete = new Map<object, boolean>();
	const incomplete: VariedPage[] = [];
	let turn = performance.now();
	for (const page of pages) {
		const { shape } = page;
		let isComplete = complete.get(shape);
		if (isComplete === undefined) {
			isComplete = wanted.every(({ outcome }) => page.find(outcome) !== undefined);
			complete.set(shape, isComplete);
		}
		if (!isComplete) incomplete.push(page);
		if (performance.now() - turn < LONGEST_TURN) continue;
		yield;
		turn = performance.now();
	}
	return incomplete;
}

/** Each outcome once. One that somebody sees who is in no private segment is not private. */
function listOutcomes(
	segments: readonly Segment[],
	seen: ReturnType<AudienceUses['most']>,
	table: DecisionTable,
): Prepared[] {
	const visited = seen.map((audience) => ({
		outcome: { decisions: table.ofAudience(audience), device: audience.device },
		isPrivate: audience.segments.some((segment) => segment.private),
	}));
	const alone = listAudiences(segments, table).map(({ outcome }) => ({
		outcome,
		isPrivate: false,
	}));
	const distinct = new Map<string, Prepared>();
	for (const one of [...visited, ...alone]) {
		const key = keyOfOutcome(one.outcome);
		const known = distinct.get(key);
		if (known === undefined || (known.isPrivate && !one.isPrivate)) distinct.set(key, one);
	}
	return [...distinct.values()];
}
