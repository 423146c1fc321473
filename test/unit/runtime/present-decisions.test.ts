import { describe, expect, it } from 'vitest';
import type { SwitchedOff } from '../../../integration/src/decisions/decision-table.js';
import type { Snapshot } from '../../../integration/src/decisions/snapshot.js';
import { createEpochs } from '../../../integration/src/runtime/epochs.js';
import { createPresentDecisions } from '../../../integration/src/runtime/present-decisions.js';
import { createShownSince } from '../../../integration/src/runtime/shown-since.js';
import { definitionOf, text } from '../../support/definition.js';

const definition = definitionOf({
	segments: { pro: { when: { cookie: { plan: 'pro' } } }, all: {} },
	experiences: { one: text(), two: text() },
});

const snapshotsOf = (segments: Readonly<Record<string, Readonly<Record<string, string>>>>) =>
	Object.entries(segments).map(([segment, experiences]): Snapshot => ({
		segment,
		device: 'desktop',
		fetchedAt: 0,
		reply: { experiences, groups: {} },
	}));

function createSite() {
	const sources = {
		present: snapshotsOf({ pro: { one: 'A' } }),
		pinned: undefined as Snapshot[] | undefined,
		off: new Set() as SwitchedOff,
	};
	const decisions = createPresentDecisions(
		definition,
		{ present: () => sources.present, pinned: () => sources.pinned, off: () => sources.off },
		() => undefined,
	);
	let time = 1_000;
	const since = createShownSince(definition.segments);
	const epochs = createEpochs({
		first: decisions.decide(),
		prepare: () => Promise.resolve(),
		swapWithin: 10_000,
		now: () => time,
		onSwap: since.note,
	});
	since.note(epochs.current);
	return {
		sources,
		since,
		epochs,
		async show(next: Partial<typeof sources>, atOnce = false) {
			time += 1_000;
			Object.assign(sources, next);
			await decisions.show(epochs, { atOnce });
			const { table, number } = epochs.current;
			const shown = table.ofAudience({ segments: definition.segments, device: 'desktop' });
			return [number, shown.experiences.get('one')?.payload, shown.experiences.get('two')?.payload];
		},
	};
}

describe('what visitors see', () => {
	it.each([
		[
			'what Choose decides now',
			{ present: snapshotsOf({ pro: { one: 'B' } }) },
			[2, 'B', 'default'],
		],
		[
			'what is pinned in its place',
			{ pinned: snapshotsOf({ all: { two: 'P' } }) },
			[2, 'default', 'P'],
		],
		['nothing of what is switched off', { off: new Set(['one']) }, [2, 'default', 'default']],
		['nothing when all is off', { off: 'all' as const }, [2, 'default', 'default']],
		[
			'what it was, without another epoch, when nothing has changed',
			{ present: snapshotsOf({ pro: { one: 'A' } }) },
			[1, 'A', 'default'],
		],
		[
			'the next segment’s choice, when the first has the default for want of one, not by choice',
			{ present: snapshotsOf({ all: { one: 'for all' } }) },
			[2, 'for all', 'default'],
		],
	])('is %s', async (_what, next, expected) => {
		expect(await createSite().show(next)).toEqual(expected);
		expect(await createSite().show(next, true)).toEqual(expected);
	});

	it('tells a choice of the default’s payload from no choice', async () => {
		const site = createSite();
		const all = { one: 'for all' };
		expect(await site.show({ present: snapshotsOf({ pro: { one: 'default' }, all }) })).toEqual([
			2,
			'default',
			'default',
		]);
		expect(await site.show({ present: snapshotsOf({ pro: {}, all }) })).toEqual([
			3,
			'for all',
			'default',
		]);
	});

	it('waits for decisions that are on their way already', async () => {
		const site = createSite();
		const present = snapshotsOf({ pro: { one: 'B' } });
		const [first, second] = await Promise.all([site.show({ present }), site.show({ present })]);
		expect([first, second]).toEqual([
			[2, 'B', 'default'],
			[2, 'B', 'default'],
		]);
	});

	it('is dated by segment, from when its own decisions changed', async () => {
		const site = createSite();
		await site.show({ present: snapshotsOf({ pro: { one: 'A' }, all: { one: 'C' } }) });
		expect(site.since.of('pro', 'desktop')).toBe(1_000);
		expect(site.since.of('all', 'desktop')).toBe(2_000);
		expect(site.since.of('all', 'mobile')).toBe(1_000);
	});
});
