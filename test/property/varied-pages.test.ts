import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Decision } from '../../integration/src/decisions/decision-types.js';
import { surveyPages } from '../../integration/src/runtime/page-survey.js';
import { createVariedPages } from '../../integration/src/runtime/varied-pages.js';
import type { PageShape, StoredPage } from '../../integration/src/store/index-file.js';
import { findVariant } from '../../integration/src/variants/match.js';
import type { Outcome, Read } from '../../integration/src/variants/reads.js';

const VALUES = ['1', '2', '3'];
const FILES = ['a.html', 'b.html', 'c.html', 'd.html'];

const outcomeOf = (a: string, b: string): Outcome => ({
	device: 'desktop',
	decisions: {
		experiences: new Map(
			Object.entries({ a, b }).map(([name, digest]): [string, Decision] => [
				name,
				{ payload: undefined, digest, reason: 'choice' },
			]),
		),
		groups: new Map(),
	},
});
const OUTCOMES = VALUES.flatMap((a) => VALUES.map((b) => outcomeOf(a, b)));
const readsOf = (names: readonly string[], outcome: Outcome): Read[] =>
	names.map((name) => ({
		kind: 'experience',
		name,
		value: outcome.decisions.experiences.get(name)!.digest,
	}));

/** Two templates, each with what is prerendered of it. */
const templates = fc.tuple(
	...[['a'], ['a', 'b']].map((names) =>
		fc.subarray(OUTCOMES, { minLength: 1 }).map((outcomes) => ({ names, outcomes }) as const),
	),
);
const outcomes = fc.constantFrom(...OUTCOMES);
const steps = fc.array(fc.tuple(fc.constantFrom(...FILES), outcomes, fc.boolean()), {
	maxLength: 20,
});

it('pages that share what they read are found, told apart and counted as if each stood alone', async () => {
	await fc.assert(
		fc.asyncProperty(templates, steps, fc.boolean(), async (made, changes, isShared) => {
			const shapes = made.map(({ names, outcomes: of }): PageShape => {
				const distinct = new Map(of.map((one) => [JSON.stringify(readsOf(names, one)), one]));
				return [...distinct.values()].map((one) => readsOf(names, one));
			});
			const stored = FILES.map((file, at): StoredPage & { names: readonly string[] } => {
				const shape = shapes[at % 2]!;
				return {
					...{ file, names: made[at % 2]!.names, ...(isShared && { shape }) },
					request: { url: 'http://localhost/', route: '/', component: '', type: 'page' },
					variants: shape.map((reads, place) => ({ reads, body: `${file} ${place}`, headers: {} })),
				};
			});
			const pages = createVariedPages(stored);
			const known = new Map(stored.map(({ file, variants }) => [file, [...variants]]));
			for (const [file, outcome, isLost] of changes) {
				const all = known.get(file)!;
				const found = findVariant(all, outcome);
				const shape = pages.all[FILES.indexOf(file)]!.shape;
				if (isLost && found !== undefined && found !== all[0]) {
					all.splice(all.indexOf(found), 1);
					pages.remove({ file, variant: found });
				} else if (found === undefined) {
					const { names } = stored.find((one) => one.file === file)!;
					const variant = { reads: readsOf(names, outcome), body: 'live', headers: {} };
					all.push(variant);
					pages.add({ file, variant });
				} else continue;
				expect(pages.all[FILES.indexOf(file)]!.shape).not.toBe(shape);
			}
			for (const page of pages.all) {
				const all = known.get(page.file)!;
				expect(page.variants).toEqual(all);
				for (const one of OUTCOMES) expect(page.find(one)).toBe(findVariant(all, one));
			}
			const alone = pages.all.map((page) => ({
				variants: page.variants,
				find: page.find.bind(page),
				shape: {},
			}));
			const clock = { now: () => 0, rest: () => Promise.resolve() };
			const together = await surveyPages(pages.all, OUTCOMES, clock);
			const each = await surveyPages(alone, OUTCOMES, clock);
			for (const name of ['a', 'b'])
				expect(together('experience', name)).toEqual(each('experience', name));
		}),
	);
});
