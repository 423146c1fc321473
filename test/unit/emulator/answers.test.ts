import { describe, expect, it } from 'vitest';
import { experience, PROFILE, seedOf, startTestEmulator } from './start.js';

const SEED = seedOf(
	experience('promo', { code: 'A' }, { group: 'slots' }),
	experience('hero', null, { group: 'slots' }),
	experience('plain', 'text'),
	experience('paused', 1, { status: 'paused', group: 'slots' }),
);

describe('what is asked for', () => {
	it.each([
		{ case: 'names', rest: { names: ['plain'] }, names: ['plain'] },
		{ case: 'groups', rest: { groups: ['slots'] }, names: ['promo', 'hero'] },
		{
			case: 'names and groups',
			rest: { names: ['plain'], groups: ['slots'] },
			names: ['promo', 'hero', 'plain'],
		},
		{ case: 'neither', rest: {}, names: ['promo', 'hero', 'plain'] },
		{ case: 'empty lists', rest: { names: [], groups: [] }, names: ['promo', 'hero', 'plain'] },
		{ case: 'an unknown name', rest: { names: ['unknown'] }, names: [] },
		{ case: 'an empty name', rest: { names: [''] }, names: [] },
		{ case: 'an empty group', rest: { groups: [''] }, names: [] },
		{ case: 'a name in another case', rest: { names: ['Promo'] }, names: [] },
		{ case: 'a paused one', rest: { names: ['paused', 'promo'] }, names: ['promo'] },
	])('by $case', async ({ rest, names }) => {
		await using target = await startTestEmulator(SEED);
		expect(Object.keys(await target.bodies(rest))).toEqual(names);
	});

	it('is answered with name, group and body, and nothing else', async () => {
		await using target = await startTestEmulator(SEED);
		const names = ['promo', 'hero', 'plain'];
		const { text } = await target.ask({ identification: PROFILE, device: 'desktop', names });
		expect(JSON.parse(text)).toEqual({
			choices: [
				{ name: 'promo', group: 'slots', body: { code: 'A' } },
				{ name: 'hero', group: 'slots', body: null },
				{ name: 'plain', group: '', body: 'text' },
			],
		});
	});
});

describe('the device', () => {
	const seed = seedOf(
		experience('any', 1),
		experience('desk', 2, { device: 'desktop' }),
		experience('hand', 3, { device: 'mobile' }),
		{
			name: 'both',
			variants: [
				{ device: 'mobile', body: 'small' },
				{ device: 'desktop', body: 'large' },
			],
		},
	);
	it.each([
		{ device: 'desktop', bodies: { any: 1, desk: 2, both: 'large' } },
		{ device: 'mobile', bodies: { any: 1, hand: 3, both: 'small' } },
		{ device: 'MOBILE', bodies: { any: 1, hand: 3, both: 'small' } },
		{ device: 'all', bodies: { any: 1, desk: 2, hand: 3, both: 'small' } },
		{ device: undefined, bodies: {} },
	])('$device', async ({ device, bodies }) => {
		await using target = await startTestEmulator(seed, { random: () => 0 });
		expect(await target.bodies({ device })).toEqual(bodies);
	});
});

describe('targeting', () => {
	const seed = seedOf(
		experience('pro', 1, { targeting: { plan: 'pro' } }),
		experience('listed', 2, { targeting: { plan: ['free', 'pro'] } }),
		experience('tagged', 3, { targeting: { tags: ['b', 'z'] } }),
		experience('and', 4, { targeting: { plan: 'pro', age: 4 } }),
		experience('typed', 5, { targeting: { age: '3' } }),
		{
			name: 'rule',
			variants: [
				{ targeting: { plan: 'pro' }, body: 'for pro' },
				{ targeting: { plan: 'free' }, body: 'for free' },
			],
		},
	);
	it.each([
		{
			case: 'a profile of the seed',
			identification: PROFILE,
			bodies: { pro: 1, listed: 2, tagged: 3, rule: 'for pro' },
		},
		{
			case: 'a profile that is not in the seed: no attributes',
			identification: { sourceId: '7', profileId: 'anyone' },
			bodies: {},
		},
		{
			case: 'the same profileId of another source',
			identification: { ...PROFILE, sourceId: '1575686747310551000' },
			bodies: {},
		},
		{
			case: 'a user that exists',
			identification: { userId: 'known' },
			bodies: { listed: 2, rule: 'for free' },
		},
		{
			case: 'both forms: the profile',
			identification: { ...PROFILE, userId: 'known' },
			bodies: { pro: 1, listed: 2, tagged: 3, rule: 'for pro' },
		},
	])('of $case', async ({ identification, bodies }) => {
		await using target = await startTestEmulator(seed);
		expect(await target.bodies({ identification })).toEqual(bodies);
	});

	it('admits anyone where there is none, but no user that does not exist', async () => {
		await using target = await startTestEmulator(seedOf(experience('open', 1)));
		const anyone = { sourceId: '7', profileId: 'anyone' };
		expect(await target.bodies({ identification: anyone })).toEqual({ open: 1 });
		expect(await target.bodies({ identification: { userId: 'unknown' } })).toEqual({});
	});
});

describe('budgets', () => {
	const seed = seedOf(
		experience('a', 1),
		experience('o', 2, { budget: 'once' }),
		experience('v', 3, { budget: 'once_per_visit' }),
	);

	it('once: once ever; once_per_visit: once in each visit', async () => {
		await using target = await startTestEmulator(seed);
		expect(await target.bodies({ sessionId: 's1' })).toEqual({ a: 1, o: 2, v: 3 });
		expect(await target.bodies({ sessionId: 's1' })).toEqual({ a: 1 });
		expect(await target.bodies({ sessionId: 's2' })).toEqual({ a: 1, v: 3 });
		expect(await target.bodies({ sessionId: 's1' })).toEqual({ a: 1 });
	});

	it('without a sessionId all visits are the visit "default"', async () => {
		await using target = await startTestEmulator(seed);
		expect(await target.bodies({ names: ['v'] })).toEqual({ v: 3 });
		expect(await target.bodies({ names: ['v'] })).toEqual({});
		expect(await target.bodies({ names: ['v'], sessionId: 'default' })).toEqual({});
		expect(await target.bodies({ names: ['v'], sessionId: 's1' })).toEqual({ v: 3 });
	});

	it('belong to the identity', async () => {
		await using target = await startTestEmulator(seed);
		await target.bodies();
		const other = { ...PROFILE, profileId: 'other' };
		expect(await target.bodies({ identification: other })).toEqual({ a: 1, o: 2, v: 3 });
	});

	it('are spent by what was answered only', async () => {
		await using target = await startTestEmulator(seed);
		await target.bodies({ names: ['a'] });
		expect(await target.bodies({ names: ['o'] })).toEqual({ o: 2 });
	});
});
