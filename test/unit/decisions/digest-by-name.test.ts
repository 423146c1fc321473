import { expect, it } from 'vitest';
import { createDecisionTable } from '../../../integration/src/decisions/decision-table.js';
import { digestByName } from '../../../integration/src/decisions/digest-by-name.js';
import { definitionOf, text, texts } from '../../support/definition.js';

const definition = definitionOf({
	segments: { pro: { when: { cookie: { plan: 'pro' } } }, everyone: {} },
	experiences: { hero: text(), tip: text() },
	groups: { slots: texts() },
});

/** What is shown to a segment on a desktop. */
function digests(
	segment: string,
	hero: string | undefined,
	slots: readonly string[] = [],
	off?: ReadonlySet<string>,
) {
	const members = slots.map((payload, at) => ({ name: `slot-${at}`, payload }));
	const experiences: Record<string, string> = hero === undefined ? {} : { hero };
	const reply = { experiences, groups: { slots: members } };
	const snapshot = { segment, device: 'desktop', fetchedAt: 0, reply } as const;
	const table = createDecisionTable(definition, [snapshot], () => undefined, off);
	return digestByName(definition, table);
}

const changed = (before: Map<string, string>, after: Map<string, string>) =>
	[...after.keys()].filter((name) => before.get(name) !== after.get(name));

it('has every experience and group', () => {
	expect([...digests('pro', undefined).keys()]).toEqual(['hero', 'tip', 'slots']);
});

it.each<[string, Map<string, string>, string[]]>([
	['nothing', digests('pro', 'A'), []],
	['another payload', digests('pro', 'B'), ['hero']],
	['the same payload for another segment', digests('everyone', 'A'), ['hero']],
	['nothing chosen any more', digests('pro', undefined), ['hero']],
	['something in a group', digests('pro', 'A', ['one']), ['slots']],
	['what is off', digests('pro', 'A', [], new Set(['hero'])), ['hero']],
	['off, where nothing was chosen', digests('pro', 'A', [], new Set(['tip'])), []],
])('tells what has changed: %s', (_what, after, expected) => {
	expect(changed(digests('pro', 'A'), after)).toEqual(expected);
});

it('tells a default that is chosen from one that is not', () => {
	expect(changed(digests('pro', undefined), digests('pro', 'default'))).toEqual(['hero']);
});
