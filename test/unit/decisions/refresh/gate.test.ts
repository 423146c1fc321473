import { describe, expect, it } from 'vitest';
import { ChooseCallError } from '../../../../integration/src/choose/call-error.js';
import { createGate } from '../../../../integration/src/decisions/refresh/gate.js';
import type { ErrorName } from '../../../../integration/src/errors.js';

function failure(name: ErrorName, wait: { retryAfter?: number; replenishTime?: number } = {}) {
	const problem = { name, path: '', expected: '', found: '', hint: '' };
	return new ChooseCallError(problem, wait);
}
const DOWN = failure('ChooseUnavailable');

/** A gate whose clock stands still until it is told, and whose back-off is always the longest. */
function gateAt(now = 0) {
	const clock = { now };
	const changes: string[] = [];
	const gate = createGate({
		now: () => clock.now,
		steady: () => clock.now,
		random: () => 0.999_999_999,
		onChange: ({ to }) => changes.push(to),
	});
	const fail = (times: number, error = DOWN) => {
		for (let count = 0; count < times; count++) {
			gate.admit();
			gate.fail(error);
		}
	};
	return { gate, clock, changes, fail };
}

describe('the breaker', () => {
	it('opens after five failures in a row', () => {
		const { gate, fail, changes } = gateAt();
		fail(4);
		expect(gate.breaker).toBe('closed');
		fail(1);
		expect([gate.breaker, gate.admit()]).toEqual(['open', false]);
		expect(changes).toEqual(['open']);
	});

	it('counts anew after an answer', () => {
		const { gate, fail } = gateAt();
		fail(4);
		gate.succeed();
		fail(4);
		expect(gate.breaker).toBe('closed');
	});

	it.each([
		['ChooseUnauthorized', 'open'],
		['ChooseNotFound', 'open'],
		['ChooseRejected', 'closed'],
		['ChooseTimeout', 'closed'],
	] as const)('after one %s is %s', (name, state) => {
		const { gate, fail } = gateAt();
		fail(1, failure(name));
		expect(gate.breaker).toBe(state);
	});

	it('lets one call try, at longer and longer intervals, and tells of it once', () => {
		const { gate, clock, fail, changes } = gateAt();
		fail(5);
		const waits: number[] = [];
		for (let round = 0; round < 8; round++) {
			const opensAt = gate.opensAt() ?? Number.NaN;
			waits.push(Math.round((opensAt - clock.now) / 1_000));
			clock.now = opensAt - 1;
			expect(gate.admit()).toBe(false);
			clock.now = opensAt;
			expect([gate.admit(), gate.breaker, gate.admit()]).toEqual([true, 'half-open', false]);
			gate.fail(DOWN);
		}
		expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
		expect(changes).toEqual(['open']);
	});

	it('closes when that call is answered', () => {
		const { gate, clock, fail, changes } = gateAt();
		fail(5);
		clock.now = 1_000;
		gate.admit();
		gate.succeed();
		expect([gate.breaker, gate.admit(), gate.admit()]).toEqual(['closed', true, true]);
		expect(changes).toEqual(['open', 'closed']);
	});

	it('lets a call through that is asked for', () => {
		const { gate, fail } = gateAt();
		fail(5);
		expect([gate.admit(true), gate.admit(true)]).toEqual([true, false]);
	});

	it('is open again when the call that tries is ended from here', () => {
		const { gate, fail, clock } = gateAt();
		fail(5);
		clock.now = 1_000;
		gate.admit();
		gate.abandon();
		expect([gate.breaker, gate.admit()]).toEqual(['open', true]);
	});
});

describe('a limit of the rate of calls', () => {
	it.each([
		['as long as Choose says', { retryAfter: 7_000, replenishTime: 90_000 }, 7_000],
		['not at all if Choose says so', { retryAfter: 0 }, 0],
		['a day at most', { retryAfter: 1e12 }, 86_400_000],
		['until the next call is allowed', { replenishTime: 30_000 }, 30_000],
		['for the back-off, if that is longer', { replenishTime: 200 }, 1_000],
		['for the back-off, if nothing is said', {}, 1_000],
	])('pauses %s', (_how, wait, expected) => {
		const { gate, clock, fail } = gateAt();
		fail(1, failure('ChooseRateLimited', wait));
		expect(Math.round((gate.pausedUntil ?? 0) - clock.now)).toBe(expected);
		expect(gate.admit()).toBe(expected === 0);
		clock.now += expected;
		expect(gate.pausedUntil).toBeUndefined();
		expect(gate.admit()).toBe(true);
	});

	it('is no failure', () => {
		const { gate, fail, changes } = gateAt();
		fail(9, failure('ChooseRateLimited'));
		expect(gate.breaker).toBe('closed');
		expect(changes).toEqual(['paused']);
	});

	it('pauses longer each time, and calls that were under way make no difference', () => {
		const { gate, clock, fail } = gateAt();
		const waits: number[] = [];
		for (let round = 0; round < 4; round++) {
			fail(3, failure('ChooseRateLimited'));
			waits.push(Math.round(((gate.pausedUntil ?? 0) - clock.now) / 1_000));
			clock.now = gate.pausedUntil ?? 0;
		}
		expect(waits).toEqual([1, 2, 4, 8]);
	});

	it('allows calls at its rate afterwards', () => {
		const { gate, clock, fail } = gateAt();
		fail(1, failure('ChooseRateLimited', { replenishTime: 2_000 }));
		clock.now = 2_000;
		expect([gate.admit(), gate.admit()]).toEqual([true, false]);
		expect(gate.opensAt()).toBe(4_000);
		clock.now = 4_000;
		expect(gate.admit()).toBe(true);
	});

	it('allows them twice as close together with each minute, until it limits them again', () => {
		const { gate, clock, fail } = gateAt();
		const spacingNow = () => {
			gate.admit();
			return Math.max(0, (gate.opensAt() ?? 0) - clock.now);
		};
		const slow = failure('ChooseRateLimited', { retryAfter: 0, replenishTime: 8_000 });
		fail(1, slow);
		const spacings = Array.from({ length: 16 }, () => {
			const spacing = spacingNow();
			clock.now += 60_000;
			return spacing;
		});
		expect(spacings.slice(0, 5)).toEqual([8_000, 4_000, 2_000, 1_000, 500]);
		expect(spacings.at(-1)).toBe(0);
		fail(1, slow);
		expect(spacingNow()).toBe(8_000);
	});

	it('holds whoever is let through while Choose is down, too', () => {
		const { gate, clock, fail } = gateAt();
		fail(5);
		clock.now = 1_000;
		gate.admit();
		gate.fail(failure('ChooseRateLimited', { retryAfter: 5_000 }));
		expect([gate.admit(true), gate.opensAt()]).toEqual([false, 6_000]);
		clock.now = 6_000;
		expect(gate.admit()).toBe(true);
	});
});
