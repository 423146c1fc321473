import { expect, it } from 'vitest';
import { compareSnapshots } from '../../../integration/src/decisions/compare-snapshots.js';
import { snapshotsOf } from '../../support/recorded.js';

const at = '2026-01-01T00:00:00Z';
type Payloads = Parameters<typeof snapshotsOf>[0]['payloads'];
interface Case {
	readonly before: Payloads;
	readonly after: Payloads;
	readonly told: readonly (readonly (string | undefined)[])[];
}
const compare = (before: Payloads, after: Payloads) =>
	compareSnapshots(snapshotsOf({ at, payloads: before }), snapshotsOf({ at, payloads: after }));

it.each<Case>([
	{ before: { pro: { hero: 'a' } }, after: { pro: { hero: 'a' } }, told: [] },
	{
		before: { 'pro/mobile': { hero: { a: 1, b: 2 } } },
		after: { 'pro/mobile': { hero: { b: 2, a: 1 } } },
		told: [],
	},
	{ before: { 'pro/mobile': { hero: null } }, after: { 'pro/mobile': {} }, told: [] },
	{
		before: { 'pro/mobile': { hero: 'a' } },
		after: { 'pro/mobile': { hero: 'b' } },
		told: [['pro', 'mobile', 'hero', 'a', 'b']],
	},
	{
		before: { 'pro/mobile': {} },
		after: { 'pro/mobile': { toString: 'b' } },
		told: [['pro', 'mobile', 'toString', undefined, 'b']],
	},
	{
		before: { 'pro/mobile': { hero: 'a' } },
		after: { 'new/desktop': { hero: 'a' } },
		told: [
			['pro', 'mobile', 'hero', 'a', undefined],
			['new', 'desktop', 'hero', undefined, 'a'],
		],
	},
])('$before, then $after', ({ before, after, told }) => {
	const found = compare(before, after).map((one) => [
		one.segment,
		one.device,
		one.name,
		one.old,
		one.new,
	]);
	expect(found).toEqual(told);
});

it('compares a group as a whole', () => {
	const of = (members: string[]) =>
		snapshotsOf({ at, groups: { 'pro/desktop': { slots: members } } });
	expect(compareSnapshots(of(['a']), of(['a']))).toEqual([]);
	expect(compareSnapshots(of(['a']), of(['a', 'b']))).toMatchObject([
		{ kind: 'group', name: 'slots', segment: 'pro', device: 'desktop' },
	]);
});
