import { describe, expect, it } from 'vitest';
import { decide } from '../../../integration/src/decisions/decide.js';
import { answers, findVariant } from '../../../integration/src/variants/match.js';
import {
	createReadLog,
	valueOfRead,
	type Outcome,
	type Read,
} from '../../../integration/src/variants/reads.js';
import { definitionOf, text, texts } from '../../support/definition.js';

const definition = definitionOf({
	experiences: { one: text(), two: text() },
	groups: { slots: texts() },
});

function outcomeOf(
	experiences: Readonly<Record<string, string>>,
	device: Outcome['device'] = 'desktop',
): Outcome {
	const groups = { slots: [{ name: 'm', payload: 'x' }] };
	return { decisions: decide(definition, { experiences, groups }, () => undefined), device };
}

/** What a rendering for an outcome that reads these things reads. */
function readsOf(outcome: Outcome, ...names: readonly string[]): Read[] {
	return names.map((key) => {
		const [kind, name = ''] = key.split('/');
		const read = { kind: kind as Read['kind'], name };
		return { ...read, value: valueOfRead(outcome, read)! };
	});
}

const chosen = outcomeOf({ one: 'a' });

describe('a variant', () => {
	it.each([
		['the outcome it was rendered for', outcomeOf({ one: 'a' }), true],
		['one that differs in what it did not read', outcomeOf({ one: 'a', two: 'b' }), true],
		['one that differs in what it read', outcomeOf({ one: 'b' }), false],
		['one without a choice', outcomeOf({}), false],
	])('that read an experience answers %s: %s', (_what, outcome, expected) => {
		expect(answers(readsOf(chosen, 'experience/one'), outcome)).toBe(expected);
	});

	it('that read the device answers that device only', () => {
		const reads = readsOf(chosen, 'device');
		expect(answers(reads, outcomeOf({ one: 'z' }))).toBe(true);
		expect(answers(reads, outcomeOf({ one: 'a' }, 'mobile'))).toBe(false);
	});

	it('that read nothing answers everybody', () => {
		expect(answers([], outcomeOf({ one: 'z' }, 'mobile'))).toBe(true);
	});

	it.each<Omit<Read, 'value'>>([
		{ kind: 'experience', name: 'gone' },
		{ kind: 'group', name: 'gone' },
		{ kind: 'experience', name: 'slots' },
		{ kind: 'group', name: 'one' },
		{ kind: 'experience', name: 'constructor' },
	])('that read $kind $name, which is not declared, answers nobody', (read) => {
		expect(valueOfRead(chosen, read)).toBeUndefined();
		expect(answers([{ ...read, value: '' }], chosen)).toBe(false);
	});

	it('is found among those of a page, whose reads differ by branch', () => {
		const variants = [
			{ name: 'default', reads: readsOf(outcomeOf({}), 'experience/one', 'device') },
			{ name: 'a', reads: readsOf(chosen, 'experience/one', 'experience/two', 'group/slots') },
			{
				name: 'a, b',
				reads: readsOf(outcomeOf({ one: 'a', two: 'b' }), 'experience/one', 'experience/two'),
			},
		];
		const found = (outcome: Outcome) => findVariant(variants, outcome)?.name;
		expect(found(outcomeOf({}))).toBe('default');
		expect(found(chosen)).toBe('a');
		expect(found(outcomeOf({ one: 'a' }, 'mobile'))).toBe('a');
		expect(found(outcomeOf({ one: 'a', two: 'b' }))).toBe('a, b');
		expect(found(outcomeOf({ one: 'c' }))).toBeUndefined();
		expect(found(outcomeOf({}, 'mobile'))).toBeUndefined();
	});
});

describe('a log of reads', () => {
	it('has each thing once, in the order of the first read', () => {
		const log = createReadLog();
		const [one, two, device] = readsOf(chosen, 'experience/one', 'experience/two', 'device');
		for (const read of [two!, one!, two!, device!, one!, device!]) log.record(read);
		expect(log.reads).toEqual([two, one, device]);
	});

	it('tells an experience from a group of the same name', () => {
		const log = createReadLog();
		log.record({ kind: 'experience', name: 'x', value: '1' });
		log.record({ kind: 'group', name: 'x', value: '2' });
		expect(log.reads).toHaveLength(2);
	});

	it('that was given away does not grow', () => {
		const log = createReadLog();
		const before = log.reads;
		log.record({ kind: 'device', name: '', value: 'desktop' });
		expect([before.length, log.reads.length]).toEqual([0, 1]);
	});
});
