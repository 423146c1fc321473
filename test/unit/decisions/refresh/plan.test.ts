import { describe, expect, it } from 'vitest';
import { backOff } from '../../../../integration/src/decisions/refresh/back-off.js';
import { drawJitter, dueAt } from '../../../../integration/src/decisions/refresh/plan.js';

const NOW = 1_000_000;
const RHYTHM = { maxAge: 300, idle: 900 };
const FRESH = { fetchedAt: NOW, isFailing: false, retryAt: 0, lastSeen: NOW, jitter: 1 };

describe('a segment is due', () => {
	it.each([
		['at once without decisions', { fetchedAt: undefined }, 0],
		['after `maxAge` with visitors', {}, NOW + 300],
		['a little later, or sooner, than others', { jitter: 0.9 }, NOW + 270],
		['after `idle` without visitors', { lastSeen: NOW - 900 }, NOW + 900],
		['after `maxAge` with a visitor a moment less ago', { lastSeen: NOW - 899 }, NOW + 300],
		['at once with a visitor after a long time', { fetchedAt: NOW - 800 }, NOW - 500],
		['when its back-off ends, after a failure', { isFailing: true, retryAt: NOW + 7 }, NOW + 7],
		['at once when the clock was set back', { fetchedAt: NOW + 5_000 }, NOW],
	])('%s', (_when, standing, expected) => {
		expect(dueAt({ ...FRESH, ...standing }, RHYTHM, NOW)).toBe(expected);
	});

	it('without visitors never more often than with', () => {
		const rhythm = { maxAge: 300, idle: 60 };
		expect(dueAt({ ...FRESH, lastSeen: 0 }, rhythm, NOW)).toBe(NOW + 300);
	});
});

it.each([
	[0, 0.9],
	[0.5, 1],
	[0.999, 1.0998],
])('a random %d makes the jitter %d', (random, jitter) => {
	expect(drawJitter(() => random)).toBeCloseTo(jitter, 5);
});

describe('the back-off', () => {
	it.each([
		[1, 1_000],
		[2, 2_000],
		[3, 4_000],
		[7, 60_000],
		[5_000, 60_000],
	])('after %d failures is at most %d ms', (failures, most) => {
		expect(backOff(failures, () => 0.999_999)).toBeCloseTo(most, -1);
	});

	it('is any time below that, but no less than half a second', () => {
		expect(backOff(5, () => 0.25)).toBe(4_000);
		expect(backOff(5, () => 0)).toBe(500);
	});
});
