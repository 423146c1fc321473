import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Decision } from '../../integration/src/decisions/decision-types.js';
import { findVariant } from '../../integration/src/variants/match.js';
import type { Outcome, Read } from '../../integration/src/variants/reads.js';
import { createVariantTree } from '../../integration/src/variants/variant-tree.js';

const NAMES = ['a', 'b', 'c'];
const VALUES = ['1', '2', '3'];

const outcomeOf = (values: readonly string[]): Outcome => ({
	device: 'desktop',
	decisions: {
		experiences: new Map(
			NAMES.map((name, index): [string, Decision] => [
				name,
				{ payload: undefined, digest: values[index]!, reason: 'choice' },
			]),
		),
		groups: new Map(),
	},
});
const readOf = (name: string, value: string): Read => ({ kind: 'experience', name, value });

const outcomes = fc
	.array(fc.constantFrom(...VALUES), { minLength: NAMES.length, maxLength: NAMES.length })
	.map(outcomeOf);

/** A page that reads `a`, and by its value other things, in an order of its own. */
const pages = fc.record({
	after: fc.dictionary(
		fc.constantFrom(...VALUES),
		fc.shuffledSubarray(NAMES.slice(1), { minLength: 0 }),
	),
});

it('finds in a tree what a search of all variants finds, as they come and go', () => {
	fc.assert(
		fc.property(
			pages,
			fc.array(fc.tuple(outcomes, fc.boolean()), { maxLength: 30 }),
			fc.array(outcomes, { minLength: 5, maxLength: 10 }),
			({ after }, steps, asked) => {
				const render = (outcome: Outcome) => {
					const value = (name: string) => outcome.decisions.experiences.get(name)!.digest;
					const names = ['a', ...(after[value('a')] ?? [])];
					return { reads: names.map((name) => readOf(name, value(name))) };
				};
				const known: ReturnType<typeof render>[] = [];
				const tree = createVariantTree(known);
				for (const [outcome, isRemoved] of steps) {
					const found = findVariant(known, outcome);
					if (isRemoved && found !== undefined) {
						known.splice(known.indexOf(found), 1);
						tree.remove(found);
					} else if (found === undefined) {
						const variant = render(outcome);
						known.push(variant);
						tree.add(variant);
					}
					for (const one of asked) expect(tree.find(one)).toBe(findVariant(known, one));
				}
			},
		),
	);
});

it('finds variants of a page that does not read the same each time', () => {
	const variants = [
		{ reads: [readOf('a', '1'), readOf('b', '1')] },
		{ reads: [readOf('a', '2')] },
		{ reads: [readOf('b', '2'), readOf('a', '1')] },
		{ reads: [readOf('a', '3'), readOf('c', '3'), readOf('b', '3')] },
		{ reads: [readOf('a', '3'), readOf('c', '2')] },
	];
	const tree = createVariantTree(variants);
	for (const values of ['1,1,1', '2,1,1', '1,2,1', '3,3,3', '3,1,2']) {
		const outcome = outcomeOf(values.split(','));
		expect(tree.find(outcome)).toBe(findVariant(variants, outcome));
		expect(tree.find(outcome)).toBeDefined();
	}
	for (const variant of variants) tree.remove(variant);
	expect(tree.find(outcomeOf(['1', '2', '1']))).toBeUndefined();
});

it('finds the one variant of a page that reads nothing', () => {
	const variant = { reads: [] };
	const tree = createVariantTree<{ readonly reads: readonly Read[] }>([variant]);
	expect(tree.find(outcomeOf(['1', '1', '1']))).toBe(variant);
	tree.remove(variant);
	expect(tree.find(outcomeOf(['1', '1', '1']))).toBeUndefined();
});
