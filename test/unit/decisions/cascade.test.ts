import { describe, expect, it } from 'vitest';
import { createDecisionTable } from '../../../integration/src/decisions/decision-table.js';
import type { Snapshot } from '../../../integration/src/decisions/snapshot.js';
import { definitionOf, text, texts } from '../../support/definition.js';

const definition = definitionOf({
	segments: { a: { when: false }, b: { when: false }, c: { when: false }, silent: { when: false } },
	experiences: { one: text(), two: text(), test: text('tested', 'visitor') },
	groups: { slots: texts() },
});

const snapshot = (
	segment: string,
	device: Snapshot['device'],
	experiences: Readonly<Record<string, unknown>>,
	slots?: readonly string[],
): Snapshot => ({
	segment,
	device,
	fetchedAt: 0,
	reply: {
		experiences,
		groups: slots ? { slots: slots.map((payload) => ({ name: payload, payload })) } : {},
	},
});

const SNAPSHOTS = [
	snapshot('a', 'desktop', { one: 'a1', test: 'x' }),
	snapshot('a', 'mobile', { one: 'a1 mobile' }),
	snapshot('b', 'desktop', { one: 'b1', two: 'b2' }, ['b']),
	snapshot('c', 'desktop', { one: 7, two: null }, ['c', 'd']),
];

const refused: string[] = [];
const table = createDecisionTable(definition, SNAPSHOTS, ({ experience }, { segment, device }) => {
	refused.push(`${experience} for ${segment} on ${device}`);
});

/** What an audience of these segments is shown. */
function seenBy(names: readonly string[], device: Snapshot['device'] = 'desktop') {
	const segments = names.map((name) => definition.segments.find((one) => one.name === name)!);
	const { experiences, groups } = table.ofAudience({ segments, device });
	const payloads = [...experiences.values()].map(({ payload }) => payload);
	return [...payloads, (groups.get('slots')?.entries ?? []).map(({ name }) => name)];
}

describe('an audience sees of each experience, and of each group, the choice of', () => {
	it.each([
		['nobody', [], ['default', 'default', 'tested', []]],
		['its only segment', ['a'], ['a1', 'default', 'tested', []]],
		['the first segment that has one', ['a', 'b'], ['a1', 'b2', 'tested', ['b']]],
		['the first, in another order', ['b', 'a'], ['b1', 'b2', 'tested', ['b']]],
		['the next, when the first does not fit', ['c', 'a'], ['a1', 'default', 'tested', ['c', 'd']]],
		['the next, when the first is null', ['c', 'b'], ['b1', 'b2', 'tested', ['c', 'd']]],
		[
			'the next, when the first could not be asked',
			['silent', 'a'],
			['a1', 'default', 'tested', []],
		],
		['nobody, when none could be asked', ['silent'], ['default', 'default', 'tested', []]],
	])('%s', (_whose, segments, expected) => {
		expect(seenBy(segments)).toEqual(expected);
	});

	it('its own device', () => {
		expect(seenBy(['a'], 'mobile')).toEqual(['a1 mobile', 'default', 'tested', []]);
		expect(seenBy(['b'], 'mobile')).toEqual(['default', 'default', 'tested', []]);
	});
});

describe('a default says', () => {
	const whyOf = (names: readonly string[], experience: string) => {
		const segments = names.map((name) => definition.segments.find((one) => one.name === name)!);
		return table.ofAudience({ segments, device: 'desktop' }).experiences.get(experience);
	};

	it.each([
		['that nothing was chosen', ['a'], 'two', 'absent'],
		['that a choice did not fit', ['c'], 'one', 'invalid'],
		['that a choice did not fit, though it was not the last', ['c', 'silent'], 'one', 'invalid'],
		['that Choose could not be asked', ['silent'], 'one', 'unavailable'],
		['that it is switched off', ['a', 'b'], 'test', 'off'],
	])('%s', (_what, names, experience, why) => {
		expect(whyOf(names, experience)).toMatchObject({ reason: 'default', why });
	});
});

describe('a table', () => {
	it('tells of each payload that was refused, with its snapshot', () => {
		expect(refused).toEqual(['one for c on desktop']);
	});

	it('decides once for each audience', () => {
		const audience = { segments: definition.segments, device: 'desktop' } as const;
		expect(table.ofAudience(audience)).toBe(table.ofAudience(audience));
	});

	it('knows what a segment alone decides', () => {
		const { experiences } = table.ofSegment('b', 'desktop');
		expect(experiences.get('one')).toMatchObject({ payload: 'b1', reason: 'choice' });
	});
});
