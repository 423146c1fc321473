import type { DecisionTable } from '../decisions/decision-table.js';
import { createDeferred, within, type Deferred } from '../deferred.js';

/** A set of decisions from when it is shown until another one is. */
export interface Epoch {
	/** The first is 1. */
	readonly number: number;
	readonly table: DecisionTable;
	/** Milliseconds since 1970. */
	readonly since: number;
}

/** The decisions that visitors see, one epoch after the other. */
export interface Epochs {
	readonly current: Epoch;
	/** Decisions whose pages may stand in for those of now; in the first epoch, those of the build. */
	readonly before: DecisionTable | undefined;
	/** Shows new decisions: once their pages are rendered, or `swapWithin` has passed. Resolves when they, or newer ones, are shown. */
	adopt(table: DecisionTable): Promise<void>;
	/** Gives the decisions that are being prepared no more than so many milliseconds from now. */
	hurry(milliseconds: number): void;
	/** Renders what is missing of what is shown, for as long as a swap would wait for it, and no other epoch begins. */
	prepareCurrent(): Promise<void>;
	/** Shows them at once; what was shown before is not shown for a moment longer. */
	adoptAtOnce(table: DecisionTable): void;
}

export interface EpochsOptions {
	readonly first: DecisionTable;
	/** What pages may show until they are rendered for the first. */
	readonly built?: DecisionTable;
	/** Renders what the decisions need. Ends early when the signal is aborted. Must not reject. */
	readonly prepare: (table: DecisionTable, signal: AbortSignal) => Promise<void>;
	/** Milliseconds that preparing may take. */
	readonly swapWithin: number;
	readonly now: () => number;
	/** Called when an epoch other than the first begins. */
	readonly onSwap: (epoch: Epoch) => void;
}

/** Decisions that are being prepared. */
interface Next {
	readonly table: DecisionTable;
	deadline: number;
	/** Resolved when the deadline has passed. */
	readonly late: Deferred;
	timer: NodeJS.Timeout | undefined;
	readonly ended: AbortController;
	readonly shown: Deferred;
}

export function createEpochs(options: EpochsOptions): Epochs {
	const { first, prepare, swapWithin, now, onSwap } = options;
	let current: Epoch = { number: 1, table: first, since: now() };
	let before = options.built;
	let next: Next | undefined;

	let background: AbortController | undefined;

	const show = (table: DecisionTable, stale: DecisionTable | undefined) => {
		background?.abort();
		before = stale;
		current = { number: current.number + 1, table, since: now() };
		onSwap(current);
	};

	const waitFor = (mine: Next) => {
		clearTimeout(mine.timer);
		mine.timer = setTimeout(mine.late.resolve, Math.max(0, mine.deadline - now()));
	};

	const prepareAndShow = async (mine: Next) => {
		waitFor(mine);
		await Promise.race([prepare(mine.table, mine.ended.signal), mine.late.promise]);
		clearTimeout(mine.timer);
		if (next !== mine) return;
		next = undefined;
		mine.ended.abort();
		show(mine.table, current.table);
		mine.shown.resolve();
	};

	const prepareCurrent = async () => {
		background?.abort();
		const ended = new AbortController();
		background = ended;
		await within(swapWithin, prepare(current.table, ended.signal));
		ended.abort();
	};

	return {
		prepareCurrent,
		get current() {
			return current;
		},
		get before() {
			return before;
		},
		adopt(table) {
			const replaced = next;
			const mine: Next = {
				table,
				// Changes in a row do not put each other off.
				deadline: replaced?.deadline ?? now() + swapWithin,
				late: createDeferred(),
				timer: undefined,
				ended: new AbortController(),
				shown: replaced?.shown ?? createDeferred(),
			};
			next = mine;
			replaced?.ended.abort();
			void prepareAndShow(mine);
			return mine.shown.promise;
		},
		hurry(milliseconds) {
			if (next === undefined) return;
			next.deadline = Math.min(next.deadline, now() + milliseconds);
			waitFor(next);
		},
		adoptAtOnce(table) {
			const replaced = next;
			next = undefined;
			replaced?.ended.abort();
			show(table, undefined);
			replaced?.shown.resolve();
			void prepareCurrent();
		},
	};
}
