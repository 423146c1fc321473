import { describe, expect, it } from 'vitest';
import {
	createDecisionTable,
	type SwitchedOff,
} from '../../../integration/src/decisions/decision-table.js';
import { definitionOf, text, texts } from '../../support/definition.js';

const definition = definitionOf({
	segments: { a: { when: false }, b: { when: false }, silent: { when: false } },
	experiences: { one: text(), two: text(), test: text('tested', 'visitor') },
	groups: { slots: texts(), more: texts() },
});

const snapshotOf = (segment: string) => ({
	segment,
	device: 'desktop' as const,
	fetchedAt: 0,
	reply: {
		experiences: { one: `${segment}1`, two: `${segment}2` },
		groups: {
			slots: [{ name: 'x', payload: segment }],
			more: [{ name: 'y', payload: segment }],
		},
	},
});

function shown(off: SwitchedOff | undefined, names: readonly string[]): readonly unknown[] {
	const table = createDecisionTable(definition, ['a', 'b'].map(snapshotOf), () => undefined, off);
	const segments = names.map((name) => definition.segments.find((one) => one.name === name)!);
	const { experiences, groups } = table.ofAudience({ segments, device: 'desktop' });
	return [
		...[...experiences.values()].map(({ payload }) => payload),
		...[...groups.values()].map(({ entries }) => entries.map(({ payload }) => payload)),
	];
}

const NOTHING = ['default', 'default', 'tested', [], []];
const ALL_OF_A = ['a1', 'a2', 'tested', ['a'], ['a']];

describe('an audience sees, while there is switched off', () => {
	it.each<[string, SwitchedOff | undefined, readonly string[], readonly unknown[]]>([
		['nothing', undefined, ['a', 'b'], ALL_OF_A],
		['an empty list', new Set(), ['a', 'b'], ALL_OF_A],
		['an experience', new Set(['one']), ['a'], ['default', 'a2', 'tested', ['a'], ['a']]],
		// Not what the segment behind it is decided: off is off for all.
		['an experience', new Set(['one']), ['a', 'b'], ['default', 'a2', 'tested', ['a'], ['a']]],
		['a group', new Set(['slots']), ['a', 'b'], ['a1', 'a2', 'tested', [], ['a']]],
		['both', new Set(['two', 'more']), ['b'], ['b1', 'default', 'tested', ['b'], []]],
		['what nobody declared', new Set(['nobody']), ['a'], ALL_OF_A],
		['an experience per visitor', new Set(['test']), ['a'], ALL_OF_A],
		['everything', 'all', ['a', 'b'], NOTHING],
		['everything, and it is nobody', 'all', [], NOTHING],
		['an experience, and nothing is known', new Set(['one']), ['silent'], NOTHING],
		['everything, and nothing is known', 'all', ['silent'], NOTHING],
	])('%s', (_name, off, names, expected) => {
		expect(shown(off, names)).toEqual(expected);
	});
});

describe('why a segment is shown a default', () => {
	const why = (off: SwitchedOff, segment: string) => {
		const table = createDecisionTable(definition, [snapshotOf('a')], () => undefined, off);
		const { experiences } = table.ofSegment(segment, 'desktop');
		return Object.fromEntries(
			[...experiences].map(([name, one]) => [name, one.reason === 'default' ? one.why : 'choice']),
		);
	};
	it.each<[string, SwitchedOff, string, object]>([
		['one is off', new Set(['one']), 'a', { one: 'off', two: 'choice', test: 'off' }],
		['all are off', 'all', 'a', { one: 'off', two: 'off', test: 'off' }],
		['one is off of unknown', new Set(['one']), 'b', { one: 'off', two: 'unavailable' }],
		['all are off of unknown', 'all', 'b', { one: 'off', two: 'off' }],
	])('%s', (_name, off, segment, expected) => {
		expect(why(off, segment)).toMatchObject(expected);
	});

	it('refuses what does not fit, whether it is off or not', () => {
		const refused: string[] = [];
		const reply = { experiences: { one: 7 }, groups: {} };
		createDecisionTable(
			definition,
			[{ ...snapshotOf('a'), reply }],
			({ experience }) => refused.push(experience),
			new Set(['one']),
		);
		expect(refused).toEqual(['one']);
	});
});
