import { expect, it } from 'vitest';
import { createDecisionTable } from '../../../integration/src/decisions/decision-table.js';
import type { PresentSnapshot } from '../../../integration/src/decisions/refresher-types.js';
import {
	describeStatus,
	type StatusInput,
} from '../../../integration/src/runtime/describe-status.js';
import type { Device } from '../../../integration/src/types.js';
import { valueOfRead, type Read } from '../../../integration/src/variants/reads.js';
import { createVariantTree } from '../../../integration/src/variants/variant-tree.js';
import { definitionOf, text, texts } from '../../support/definition.js';
import { idleStatusInput } from './status-input.js';

const NOON = Date.UTC(2026, 5, 1, 12);

const definition = definitionOf({
	segments: {
		pro: { when: { cookie: { plan: 'pro' } } },
		secret: { private: true, when: false },
		everyone: {},
	},
	experiences: { hero: text(), promo: text() },
	groups: { slots: texts() },
});

function snapshot(segment: string, device: Device, hero: string): PresentSnapshot {
	const reply = {
		experiences: { hero, ...(segment === 'everyone' && { promo: 'for everyone' }) },
		groups: { slots: segment === 'pro' ? [{ name: 'one', payload: 'x' }] : [] },
	};
	return { segment, device, fetchedAt: NOON - 60_000, expired: [], reply };
}

const snapshots = [
	snapshot('pro', 'desktop', 'for pro'),
	snapshot('secret', 'desktop', 'for nobody else'),
	{ ...snapshot('everyone', 'desktop', 'for everyone'), expired: ['slots'] },
];

function inputOf(changes: Partial<StatusInput> = {}): StatusInput {
	const table = createDecisionTable(definition, snapshots, () => undefined, changes.off);
	return {
		...idleStatusInput(definition),
		now: NOON,
		snapshots,
		shownTo: (audience) => ({ decisions: table.ofAudience(audience), since: NOON - 50_000 }),
		...changes,
	};
}

const shownOf = async (input: StatusInput, name: string) =>
	(await describeStatus(input)).experiences.find((experience) => experience.name === name)!;

it('shows what visitors of each segment get, those that all match behind it', async () => {
	const promo = await shownOf(inputOf(), 'promo');
	expect(promo).toMatchObject({ kind: 'experience', off: false });
	expect(promo.shown.map(({ segment, device, reason }) => [segment, device, reason])).toEqual([
		['pro', 'desktop', 'choice'],
		['pro', 'mobile', 'unavailable'],
		['everyone', 'desktop', 'choice'],
		['everyone', 'mobile', 'unavailable'],
	]);
	const [pro, , everyone] = promo.shown;
	expect(pro!.payload).toBe(everyone!.payload);
	const hero = await shownOf(inputOf(), 'hero');
	expect(hero.shown[0]!.payload).not.toBe(hero.shown[2]!.payload);
	expect((await shownOf(inputOf(), 'slots')).shown.map(({ reason }) => reason)).toEqual([
		'choice',
		'absent',
		'absent',
		'absent',
	]);
});

it('says when Choose last said so, and since when it is shown', async () => {
	expect((await shownOf(inputOf(), 'hero')).shown.slice(0, 2)).toMatchObject([
		{ decided: '2026-06-01T11:59:00.000Z', since: '2026-06-01T11:59:10.000Z' },
		{ decided: null, since: '2026-06-01T11:59:10.000Z' },
	]);
});

it('counts, of the pages that read it, those that are rendered for the segment', async () => {
	const input = inputOf();
	const seenBy = (segment: string, names: readonly string[]): Read[] => {
		const segments = definition.segments.filter(({ name }) => name === segment);
		const outcome = {
			decisions: input.shownTo({ segments, device: 'desktop' }).decisions,
			device: 'desktop' as const,
		};
		return names.map((name) => {
			const read = { kind: 'experience' as const, name };
			return { ...read, value: valueOfRead(outcome, read)! };
		});
	};
	const pages = [
		[{ reads: seenBy('none', ['hero']) }, { reads: seenBy('pro', ['hero']) }],
		[{ reads: seenBy('none', ['hero', 'promo']) }],
	].map((variants) => ({ variants, find: createVariantTree(variants).find, shape: variants }));
	const countsOf = async (name: string) =>
		(await shownOf({ ...input, pages }, name)).shown.map(
			({ segment, device, pages: counts }) =>
				[segment, device, counts.rendered, counts.of] as const,
		);
	expect(await countsOf('hero')).toEqual([
		['pro', 'desktop', 1, 2],
		['pro', 'mobile', 2, 2],
		['everyone', 'desktop', 0, 2],
		['everyone', 'mobile', 2, 2],
	]);
	expect((await countsOf('promo'))[0]).toEqual(['pro', 'desktop', 0, 1]);
});

it('lets requests in between where there are many pages', async () => {
	let lookups = 0;
	const slow = {
		variants: [{ reads: [{ kind: 'experience' as const, name: 'hero', value: '' }] }],
		find() {
			lookups += 1;
			const until = performance.now() + 2;
			while (performance.now() < until);
			return undefined;
		},
	};
	const turns: number[] = [];
	const rest = () => {
		turns.push(lookups);
		return Promise.resolve();
	};
	const pages = Array.from({ length: 12 }, () => ({ ...slow, shape: {} }));
	await describeStatus(inputOf({ pages }), rest);
	const lengths = turns.map((turn, index) => turn - (turns[index - 1] ?? 0));
	expect(lookups).toBe(12 * 4);
	expect(turns.length).toBeGreaterThanOrEqual(6);
	// A page has four lookups of two milliseconds each, and a turn has ten.
	expect(Math.max(...lengths)).toBeLessThanOrEqual(8);
});

it('says what is off', async () => {
	const off = new Set(['hero', 'slots']);
	const input = inputOf({ off });
	expect((await describeStatus(input)).off).toEqual(['hero', 'slots']);
	const first = async (name: string) => {
		const experience = await shownOf(input, name);
		return [experience.off, experience.shown[0]!.reason];
	};
	expect(await Promise.all(['hero', 'slots', 'promo'].map(first))).toEqual([
		[true, 'off'],
		[true, 'off'],
		[false, 'choice'],
	]);
	expect((await shownOf(inputOf({ off: 'all' }), 'promo')).off).toBe(true);
});

it('shows nothing of a private segment but that there is one', async () => {
	const asked = { fetchedAt: NOON - 1_500, failures: 2 };
	const status = await describeStatus(
		inputOf({
			refresher: {
				...idleStatusInput(definition).refresher,
				segments: [
					{ segment: 'secret', device: 'desktop', ...asked },
					{ segment: 'everyone', device: 'desktop', ...asked },
					{ segment: 'pro', device: 'mobile', fetchedAt: undefined, failures: 0 },
				],
			},
		}),
	);
	expect(status.privateSegments).toBe(1);
	expect(status.segments).toEqual([
		{
			segment: 'everyone',
			device: 'desktop',
			fetched: '2026-06-01T11:59:58.500Z',
			ageSeconds: 2,
			failures: 2,
			expired: ['slots'],
		},
		{
			segment: 'pro',
			device: 'mobile',
			fetched: null,
			ageSeconds: null,
			failures: 0,
			expired: [],
		},
	]);
	const { decisions } = inputOf().shownTo({
		segments: definition.segments.filter(({ name }) => name === 'secret'),
		device: 'desktop',
	});
	const written = JSON.stringify(status);
	expect(written).not.toContain('secret');
	expect(written).not.toContain(decisions.experiences.get('hero')!.digest);
});
