import { expect, it } from 'vitest';
import { createDecisionTable } from '../../../integration/src/decisions/decision-table.js';
import type { PresentSnapshot } from '../../../integration/src/decisions/refresher-types.js';
import {
	describeStatus,
	type StatusInput,
} from '../../../integration/src/runtime/describe-status.js';
import type { Device } from '../../../integration/src/types.js';
import { valueOfRead, type Read } from '../../../integration/src/variants/reads.js';
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

const shownOf = (input: StatusInput, name: string) =>
	describeStatus(input).experiences.find((experience) => experience.name === name)!;

it('shows what visitors of each segment get, those that all match behind it', () => {
	const promo = shownOf(inputOf(), 'promo');
	expect(promo).toMatchObject({ kind: 'experience', off: false });
	expect(promo.shown.map(({ segment, device, reason }) => [segment, device, reason])).toEqual([
		['pro', 'desktop', 'choice'],
		['pro', 'mobile', 'unavailable'],
		['everyone', 'desktop', 'choice'],
		['everyone', 'mobile', 'unavailable'],
	]);
	const [pro, , everyone] = promo.shown;
	expect(pro!.payload).toBe(everyone!.payload);
	const hero = shownOf(inputOf(), 'hero');
	expect(hero.shown[0]!.payload).not.toBe(hero.shown[2]!.payload);
	expect(shownOf(inputOf(), 'slots').shown.map(({ reason }) => reason)).toEqual([
		'choice',
		'absent',
		'absent',
		'absent',
	]);
});

it('says when Choose last said so, and since when it is shown', () => {
	expect(shownOf(inputOf(), 'hero').shown.slice(0, 2)).toMatchObject([
		{ decided: '2026-06-01T11:59:00.000Z', since: '2026-06-01T11:59:10.000Z' },
		{ decided: null, since: '2026-06-01T11:59:10.000Z' },
	]);
});

it('counts, of the pages that read it, those that are rendered for the segment', () => {
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
		{ variants: [{ reads: seenBy('none', ['hero']) }, { reads: seenBy('pro', ['hero']) }] },
		{ variants: [{ reads: seenBy('none', ['hero', 'promo']) }] },
	];
	const countsOf = (name: string) =>
		shownOf({ ...input, pages }, name).shown.map(
			({ segment, device, pages: counts }) =>
				[segment, device, counts.rendered, counts.of] as const,
		);
	expect(countsOf('hero')).toEqual([
		['pro', 'desktop', 1, 2],
		['pro', 'mobile', 2, 2],
		['everyone', 'desktop', 0, 2],
		['everyone', 'mobile', 2, 2],
	]);
	expect(countsOf('promo')[0]).toEqual(['pro', 'desktop', 0, 1]);
});

it('says what is off', () => {
	const off = new Set(['hero', 'slots']);
	const input = inputOf({ off });
	expect(describeStatus(input).off).toEqual(['hero', 'slots']);
	const first = (name: string) => {
		const experience = shownOf(input, name);
		return [experience.off, experience.shown[0]!.reason];
	};
	expect(['hero', 'slots', 'promo'].map(first)).toEqual([
		[true, 'off'],
		[true, 'off'],
		[false, 'choice'],
	]);
	expect(shownOf(inputOf({ off: 'all' }), 'promo').off).toBe(true);
});

it('shows nothing of a private segment but that there is one', () => {
	const asked = { fetchedAt: NOON - 1_500, failures: 2 };
	const status = describeStatus(
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
