import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClassifier } from '../../integration/src/audience/classifier.js';
import { createPersistence } from '../../integration/src/audience/persistence.js';
import type { RequestFacts } from '../../integration/src/audience/request-facts.js';
import { compileRule } from '../../integration/src/audience/rules.js';
import { createSealer } from '../../integration/src/audience/sealing.js';
import { createVisitResolver } from '../../integration/src/audience/visits.js';
import { definitionOf } from '../support/definition.js';
import { factsOf, type WrittenFacts } from '../support/facts.js';
import { runs } from '../support/runs.js';

const definition = definitionOf({
	segments: {
		acme: { when: { host: ['acme.example.com', '*.acme.example.com'] } },
		pro: { when: { cookie: { plan: 'pro*', b: '1' } } },
		social: { when: { query: { a: ['1', '2:*'], b: true } }, persist: '30m' },
		local: { when: { anyOf: [{ header: { 'x-a': '*' } }, { not: { query: { a: true } } }] } },
		kept: { when: false, persist: '1d' },
		everyone: {},
	},
	device: { header: 'x-device', mobile: 'm' },
});

/** Values that try to look like several, or like the absence of one, in whatever form they are remembered. */
const value = fc.oneof(
	fc.constantFrom(
		'',
		'-',
		'1',
		'1:',
		'1:1',
		'2:-',
		'2:1:',
		'-1:1',
		'0:',
		'pro',
		'%31',
		'%',
		'\0',
		',',
		'__proto__',
	),
	fc.string({ maxLength: 4 }),
	fc.constant('x'.repeat(600)),
);
const pairs = (separator: string) =>
	fc
		.array(fc.tuple(fc.constantFrom('a', 'b', 'plan', 'choose_segment'), value), { maxLength: 4 })
		.map((chosen) => chosen.map(([name, one]) => `${name}=${one}`).join(separator));

const facts: fc.Arbitrary<WrittenFacts> = fc.record(
	{
		path: value,
		query: fc.oneof(pairs('&'), fc.string()),
		host: fc.oneof(fc.constantFrom('acme.example.com', 'b.acme.example.com'), value),
		cookies: fc.oneof(pairs('; '), fc.string()),
		userAgent: fc.oneof(fc.constantFrom('iPhone', 'Googlebot'), fc.string({ unit: 'binary' })),
		headers: fc.dictionary(fc.constantFrom('x-a', 'x-device', 'purpose'), value),
	},
	{ requiredKeys: [] },
);

const rules = definition.segments.flatMap((segment) =>
	segment.when ? [{ segment, test: compileRule(segment.when, () => undefined) }] : [],
);

/** The segments that match, each rule tried anew. */
function withoutMemo(given: RequestFacts) {
	return rules.filter(({ test }) => test(given)).map(({ segment }) => segment);
}

const namesOf = (segments: readonly { readonly name: string }[]) =>
	segments.map(({ name }) => name);

describe('whatever a request holds', () => {
	it('there is an audience, of declared segments once each, the one of everybody last', () => {
		const classifier = createClassifier(definition);
		const order = definition.segments;
		fc.assert(
			fc.property(facts, fc.subarray([...order]), (written, persisted) => {
				const given = factsOf(written);
				const matched = classifier.matchRules(given);
				expect(matched).toEqual(order.filter((one) => matched.includes(one)));
				const { segments, device } = classifier.audienceOf(given, matched, persisted);
				expect(new Set(segments).size).toBe(segments.length);
				expect(segments.at(-1)?.name).toBe('everyone');
				expect(['desktop', 'mobile']).toContain(device);
			}),
			runs(300),
		);
	});

	it('the visit is resolved at once, and no forged cookie counts', () => {
		const resolve = createVisitResolver({
			definition,
			classifier: createClassifier(definition),
			persistence: createPersistence(definition, createSealer('a'.repeat(32), 'choose_segment')),
			now: () => 0,
			onProblem: (message) => {
				throw new Error(message);
			},
		});
		fc.assert(
			fc.property(facts, (written) => {
				const visit = resolve(factsOf(written), { secure: true });
				expect(visit).not.toBeInstanceOf(Promise);
				expect(visit).toHaveProperty('audience');
				if ('audience' in visit) expect(namesOf(visit.audience.segments)).not.toContain('kept');
			}),
			runs(300),
		);
	});

	it('what was asked before does not change what it matches', () => {
		const remembering = createClassifier(definition);
		fc.assert(
			fc.property(fc.array(facts, { minLength: 2, maxLength: 30 }), (requests) => {
				for (const written of [...requests, ...requests]) {
					const given = factsOf(written);
					expect(namesOf(remembering.matchRules(given))).toEqual(namesOf(withoutMemo(given)));
				}
			}),
			runs(60),
		);
	});
});
