import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEVICES } from '../../../../integration/src/constants.js';
import { FakeChoose, refresherWith, shown } from './fake-choose.js';

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
