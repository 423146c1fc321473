import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDecisionTable } from '../../../integration/src/decisions/decision-table.js';
import { createEpochs } from '../../../integration/src/runtime/epochs.js';
import { definitionOf, text } from '../../support/definition.js';

const SWAP_WITHIN = 10_000;
const definition = definitionOf({ experiences: { one: text() } });
const tableOf = () => createDecisionTable(definition, [], () => undefined);

/** A preparation that takes as long as the test wants. */
function createSite() {
	const preparations: { signal: AbortSignal; finish: () => void; table: unknown }[] = [];
	const swaps: number[] = [];
	const first = tableOf();
	const epochs = createEpochs({
		first,
		swapWithin: SWAP_WITHIN,
		now: Date.now,
		prepare: (table, signal) =>
			new Promise((resolve) => preparations.push({ table, signal, finish: resolve })),
		onSwap: ({ number }) => swaps.push(number),
	});
	return { epochs, first, preparations, swaps };
}

beforeEach(() => {
	vi.useFakeTimers({ now: 1_000 });
});
afterEach(() => {
	vi.useRealTimers();
});

describe('new decisions', () => {
	it('are shown when their pages are rendered, as a whole', async () => {
		const { epochs, first, preparations, swaps } = createSite();
		const table = tableOf();
		const shown = epochs.adopt(table);
		await vi.advanceTimersByTimeAsync(3_000);
		expect(epochs.current).toEqual({ number: 1, table: first, since: 1_000 });
		preparations[0]!.finish();
		await shown;
		expect(epochs.current).toEqual({ number: 2, table, since: 4_000 });
		expect(epochs.before).toBe(first);
		expect(swaps).toEqual([2]);
	});

	it('are shown all the same when preparing takes too long, which then ends', async () => {
		const { epochs, preparations } = createSite();
		const table = tableOf();
		const shown = epochs.adopt(table);
		await vi.advanceTimersByTimeAsync(SWAP_WITHIN - 1);
		expect(epochs.current.number).toBe(1);
		await vi.advanceTimersByTimeAsync(1);
		await shown;
		expect(epochs.current.table).toBe(table);
		expect(preparations[0]!.signal.aborted).toBe(true);
	});

	it('give way to newer ones, without putting the swap off', async () => {
		const { epochs, preparations, swaps } = createSite();
		const newest = tableOf();
		const first = epochs.adopt(tableOf());
		await vi.advanceTimersByTimeAsync(6_000);
		const second = epochs.adopt(newest);
		expect(preparations[0]!.signal.aborted).toBe(true);
		preparations[0]!.finish();
		await vi.advanceTimersByTimeAsync(3_999);
		expect(swaps).toEqual([]);
		await vi.advanceTimersByTimeAsync(1);
		await Promise.all([first, second]);
		expect(epochs.current.table).toBe(newest);
		expect(swaps).toEqual([2]);
	});

	it('may be hurried, and not slowed down', async () => {
		const { epochs, swaps } = createSite();
		epochs.hurry(0);
		const shown = epochs.adopt(tableOf());
		epochs.hurry(300);
		epochs.hurry(SWAP_WITHIN);
		await vi.advanceTimersByTimeAsync(299);
		expect(swaps).toEqual([]);
		await vi.advanceTimersByTimeAsync(1);
		await shown;
		expect(swaps).toEqual([2]);
	});

	it('that cannot wait are shown before anything is rendered', async () => {
		const { epochs, preparations, swaps } = createSite();
		const waiting = epochs.adopt(tableOf());
		const off = tableOf();
		epochs.adoptAtOnce(off);
		expect(epochs.current.table).toBe(off);
		expect(preparations[0]!.signal.aborted).toBe(true);
		expect(preparations[1]!.table).toBe(off);
		await waiting;
		preparations[0]!.finish();
		await vi.advanceTimersByTimeAsync(SWAP_WITHIN);
		expect(preparations[1]!.signal.aborted).toBe(true);
		expect(epochs.current.table).toBe(off);
		expect(epochs.before).toBeUndefined();
		expect(swaps).toEqual([2]);
	});

	it.each(['adopt', 'adoptAtOnce'] as const)(
		'end what is prepared of the ones before (%s)',
		async (how) => {
			const { epochs, preparations } = createSite();
			void epochs.prepareCurrent();
			expect(preparations[0]!.signal.aborted).toBe(false);
			void epochs[how](tableOf());
			preparations[1]!.finish();
			await vi.advanceTimersByTimeAsync(1);
			expect(epochs.current.number).toBe(2);
			expect(preparations[0]!.signal.aborted).toBe(true);
		},
	);
});
