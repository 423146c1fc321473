import { describe, expect, it } from 'vitest';
import {
	drawByWeight,
	evaluate,
	type Ask,
	type History,
} from '../../../integration/src/emulator/assignment.js';
import { createLedger } from '../../../integration/src/emulator/ledger.js';
import { parseSeed, type SeedInput } from '../../../integration/src/emulator/seed.js';
import { PROFILE, seedOf } from './start.js';

type VariantInput = SeedInput['experiences'][number]['variants'][number];

const ASK: Ask = {
	identity: PROFILE,
	names: ['test'],
	groups: [],
	device: 'desktop',
	sessionId: 's',
};
const seedWith = (...variants: VariantInput[]) =>
	parseSeed(seedOf({ name: 'test', variants }), 'seed');
const drawnBefore = (index: number | undefined): History => ({
	drawn: () => index,
	isExposed: () => false,
});
const bodyOf = (seed: ReturnType<typeof seedWith>, history: History, random: number) =>
	evaluate(seed, ASK, history, () => random)[0]?.variant.body;

describe('a draw', () => {
	const items = [
		{ name: 'a', weight: 1 },
		{ name: 'b', weight: 3 },
	];
	it.each([
		[0, 'a'],
		[0.24, 'a'],
		[0.25, 'b'],
		[0.999999, 'b'],
	])('of %d is %s', (random, name) => {
		expect(
			drawByWeight(
				items,
				({ weight }) => weight,
				() => random,
			)?.name,
		).toBe(name);
	});

	it('of nothing is nothing', () => {
		const none: typeof items = [];
		expect(drawByWeight(none, ({ weight }) => weight, Math.random)).toBeUndefined();
	});
});

describe('a stored draw', () => {
	const seed = seedWith({ body: 'a' }, { body: 'b' });

	it('is kept', () => {
		expect(bodyOf(seed, drawnBefore(1), 0)).toBe('b');
		expect(bodyOf(seed, drawnBefore(0), 0.9)).toBe('a');
	});

	it('is drawn again when the variant is gone', () => {
		expect(bodyOf(seed, drawnBefore(2), 0.9)).toBe('b');
	});

	it('is drawn again when the identity is no longer eligible for it', () => {
		const targeted = seedWith({ body: 'a', targeting: { plan: 'free' } }, { body: 'b' });
		expect(bodyOf(targeted, drawnBefore(0), 0)).toBe('b');
	});

	it('has the body of the present seed', () => {
		expect(bodyOf(seedWith({ body: 'a' }, { body: 'edited' }), drawnBefore(1), 0)).toBe('edited');
	});

	it('is replaced by the new one', () => {
		const ledger = createLedger();
		const record = (variants: VariantInput[], random: number) => {
			const evaluations = evaluate(seedWith(...variants), ASK, ledger, () => random);
			ledger.record(ASK, evaluations, 0);
		};
		record([{ body: 'a' }, { body: 'b' }], 0.9);
		record([{ body: 'a' }], 0.9);
		record([{ body: 'a' }, { body: 'b' }], 0.9);
		expect(ledger.assignments()).toEqual([{ identity: PROFILE, experience: 'test', variant: 0 }]);
	});
});

it('an identity that is eligible for no variant has no choice', () => {
	expect(bodyOf(seedWith({ body: 'a', device: 'mobile' }), drawnBefore(undefined), 0)).toBe(
		undefined,
	);
});

it('identities are told apart, however they are spelled', () => {
	const ledger = createLedger();
	const seed = seedWith({ body: 'a' });
	ledger.record(ASK, evaluate(seed, ASK, ledger, Math.random), 0);
	expect(ledger.isExposed(PROFILE, 'test')).toBe(true);
	expect(ledger.isExposed({ userId: PROFILE.profileId }, 'test')).toBe(false);
	expect(ledger.isExposed({ ...PROFILE, sourceId: '1' }, 'test')).toBe(false);
	expect(ledger.isExposed(PROFILE, 'test', 's')).toBe(true);
	expect(ledger.isExposed(PROFILE, 'test', 'other')).toBe(false);
});

it('many identities are split by weight', () => {
	const ledger = createLedger();
	const seed = seedWith({ body: 'a', weight: 1 }, { body: 'b', weight: 1 });
	const bodies = Array.from({ length: 400 }, (_, index) => {
		const ask = { ...ASK, identity: { sourceId: '1', profileId: `p${index}` } };
		return evaluate(seed, ask, ledger, () => (index * 0.618) % 1)[0]?.variant.body;
	});
	expect(bodies.filter((body) => body === 'a').length).toBeGreaterThan(180);
	expect(bodies.filter((body) => body === 'b').length).toBeGreaterThan(180);
});
