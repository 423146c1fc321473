import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEVICES } from '../../../../integration/src/constants.js';
import { mergeKnown, type Known } from '../../../../integration/src/decisions/refresh/known.js';
import { createNoShare } from '../../../../integration/src/decisions/refresh/share-types.js';
import { definitionOf, text } from '../../../support/definition.js';
import { callError, FakeChoose, refresherWith, shown } from './fake-choose.js';

const MINUTE = 60_000;
const stops: (() => Promise<void>)[] = [];

beforeEach(() => {
	vi.useFakeTimers({ now: 1_700_000_000_000 });
});
afterEach(async () => {
	await Promise.all(stops.splice(0).map((stop) => stop()));
	vi.useRealTimers();
});

/** A refresher whose clock can be set. */
async function startWith(options: Parameters<typeof refresherWith>[0] = {}) {
	const clock = { ahead: 0 };
	const client = new FakeChoose(() => ({ hero: 'first' }));
	const now = () => Date.now() + clock.ahead;
	const made = refresherWith({ client, now, lastSeen: now, ...options });
	stops.push(made.refresher.stop);
	const started = made.refresher.start();
	await vi.advanceTimersByTimeAsync(2_000);
	await started;
	return { ...made, client, clock };
}

/** What two processes of a machine share, by one clock. */
function createShare(now: () => number) {
	let written: readonly Known[] = [];
	let writes = 0;
	const told: (() => void)[] = [];
	const open = () => ({
		...createNoShare(),
		snapshots: {
			read: () => written,
			write(known: Iterable<Known>) {
				writes++;
				written = [...mergeKnown(known, written, now()).values()];
				for (const tell of told) setTimeout(tell, 1);
			},
			start: (onChange: () => void) => void told.push(onChange),
			stop: () => undefined,
		},
	});
	return { open, countWrites: () => writes };
}

describe('when the clock of the machine that built was ahead', () => {
	const builtAhead = (by: number) =>
		DEVICES.map((device) => ({
			segment: 'pro',
			device,
			fetchedAt: Date.now() + by,
			reply: { experiences: { hero: 'built' }, groups: {} },
		}));

	it('asks no more often than ever, and shows what Choose answers', async () => {
		const built = builtAhead(5 * MINUTE);
		const { client, refresher } = await startWith({ built });
		expect(shown(refresher.present)).toBe('first');
		await vi.advanceTimersByTimeAsync(4 * MINUTE);
		expect(client.calls).toHaveLength(2);
		client.answer = () => ({ hero: 'second' });
		const pushed = refresher.refresh();
		await vi.advanceTimersByTimeAsync(100);
		expect([(await pushed).failed, shown(refresher.present)]).toEqual([0, 'second']);
	});
});

describe('when the clock is set back', () => {
	it('asks once for what it knows, and shows what Choose answers', async () => {
		const { client, refresher, clock } = await startWith();
		client.calls.length = 0;
		client.answer = () => ({ hero: 'second' });
		clock.ahead = -60 * MINUTE;
		await vi.advanceTimersByTimeAsync(4 * MINUTE);
		expect([client.calls.length, shown(refresher.present)]).toEqual([2, 'second']);
	});

	it.each([30_000, 60 * MINUTE])('by %d ms, processes agree on what is new', async (by) => {
		const clock = { ahead: 0 };
		const now = () => Date.now() + clock.ahead;
		const share = createShare(now);
		const follows = { ...share.open(), lock: { ...createNoShare().lock, isHeld: false } };
		const { client, refresher } = await startWith({ share: share.open(), now });
		const other = await startWith({ share: follows, now });
		expect(shown(other.refresher.present)).toBe('first');
		const writes = share.countWrites();
		clock.ahead = -by;
		client.answer = () => ({ hero: 'second' });
		await vi.advanceTimersByTimeAsync(4 * MINUTE);
		for (const { present } of [refresher, other.refresher]) expect(shown(present)).toBe('second');
		expect(share.countWrites() - writes).toBeLessThan(10);
	});

	it('answers who asks for a refresh at once', async () => {
		const { client, refresher, clock } = await startWith();
		client.answer = () => ({ hero: 'second' });
		clock.ahead = -60 * MINUTE;
		const pushed = refresher.refresh();
		await vi.advanceTimersByTimeAsync(100);
		expect(await pushed).toEqual({ asked: 2, failed: 0, problems: [] });
		expect(shown(refresher.present)).toBe('second');
	});

	it('tries again as soon as ever after failures, and after a pause', async () => {
		const { client, refresher, clock } = await startWith({ maxAge: 60 });
		for (const error of ['ChooseUnavailable', 'ChooseRateLimited'] as const) {
			client.answer = () => callError(error);
			await vi.advanceTimersByTimeAsync(5 * MINUTE);
			clock.ahead -= 60 * MINUTE;
			client.answer = () => ({ hero: `after ${error}` });
			await vi.advanceTimersByTimeAsync(3 * MINUTE);
			expect(shown(refresher.present)).toBe(`after ${error}`);
		}
	});
});

describe('a refresh that somebody asks for', () => {
	it('is answered after ten seconds although calls are limited, and at once some minutes later', async () => {
		const segments = Array.from({ length: 10 }, (_, index) => [`s${index}`, { when: false }]);
		const definition = definitionOf({
			segments: Object.fromEntries(segments),
			experiences: { hero: text() },
		});
		const { client, refresher } = await startWith({ definition });
		client.answer = () =>
			callError('ChooseRateLimited', { retryAfter: 1_000, replenishTime: 60_000 });
		await vi.advanceTimersByTimeAsync(6 * MINUTE);
		client.answer = () => ({ hero: 'second' });
		await vi.advanceTimersByTimeAsync(2 * MINUTE);
		const first = refresher.refresh();
		await vi.advanceTimersByTimeAsync(10_000);
		expect(await first).toMatchObject({ asked: 20, problems: [/in time/] });
		await vi.advanceTimersByTimeAsync(30 * MINUTE);
		const second = refresher.refresh();
		await vi.advanceTimersByTimeAsync(1_000);
		expect(await second).toEqual({ asked: 20, failed: 0, problems: [] });
	});

	it('is answered after ten seconds although Choose is not, and shows the answer when it comes', async () => {
		const { client, refresher } = await startWith();
		client.answer = () => ({ hero: 'late' });
		client.latency = 15_000;
		const pushed = refresher.refresh();
		await vi.advanceTimersByTimeAsync(10_000);
		expect(await pushed).toEqual({
			asked: 2,
			failed: 2,
			problems: [expect.stringContaining('did not answer in time')],
		});
		expect(shown(refresher.present)).toBe('first');
		await vi.advanceTimersByTimeAsync(6_000);
		expect(shown(refresher.present)).toBe('late');
	});
});
