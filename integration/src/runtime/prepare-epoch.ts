import { setImmediate } from 'node:timers/promises';
import type { DecisionTable } from '../decisions/decision-table.js';
import type { Segment } from '../definition/definition-types.js';
import { listAudiences } from '../variants/audiences.js';
import type { Outcome } from '../variants/reads.js';
import type { AudienceUses } from './audience-use.js';
import type { EpochsOptions } from './epochs.js';
import type { LiveRendering } from './live-rendering.js';
import type { VariedPages } from './varied-pages.js';

export interface PreparationOptions {
	readonly segments: readonly Segment[];
	readonly pages: Pick<VariedPages, 'byUse'>;
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
		let turn = performance.now();
		for (const page of pages.byUse()) {
			for (const { outcome, isPrivate } of wanted) {
				if (signal.aborted) return;
				if (page.find(outcome) !== undefined) continue;
				await rendering.prepare({ page, outcome, isPrivate }).rendered;
			}
			if (performance.now() - turn < LONGEST_TURN) continue;
			await setImmediate();
			turn = performance.now();
		}
	};
}

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
	return [...visited, ...alone];
}
