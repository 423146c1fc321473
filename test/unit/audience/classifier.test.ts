import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClassifier } from '../../../integration/src/audience/classifier.js';
import type { Segment } from '../../../integration/src/definition/definition-types.js';
import { definitionOf } from '../../support/definition.js';
import { factsOf } from '../../support/facts.js';

const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X)';
const definition = definitionOf({
	segments: {
		acme: { when: { host: 'acme.example.com' } },
		pro: { when: { cookie: { plan: 'pro' } } },
		social: { when: { query: { utm_source: 'facebook' } }, persist: '30m' },
		member: { when: false, persist: '1d' },
		staff: { private: true },
		everyone: {},
	},
});
const classifier = createClassifier(definition);

function segment(name: string): Segment {
	return definition.segments.find((one) => one.name === name)!;
}

const namesOf = (segments: readonly Segment[]) => segments.map(({ name }) => name);

describe('the segments that match a request', () => {
	it('are those whose rules hold, in the declared order', () => {
		const facts = factsOf({
			host: 'acme.example.com',
			cookies: 'plan=pro',
			query: 'utm_source=facebook',
		});
		expect(namesOf(classifier.matchRules(facts))).toEqual(['acme', 'pro', 'social']);
	});

	it('are none for a request that says nothing', () => {
		expect(classifier.matchRules(factsOf())).toEqual([]);
	});

	it('are found by inputs that are named once each', () => {
		const { inputs } = createClassifier(
			definitionOf({
				segments: {
					a: { when: { cookie: { plan: 'a' }, header: { 'X-Country': 'DE' }, host: 'a' } },
					b: {
						when: {
							anyOf: [{ cookie: { plan: 'b' } }, { not: { header: { 'x-country': 'FR' } } }],
						},
					},
				},
			}),
		);
		expect(inputs).toEqual([
			{ kind: 'host', name: '' },
			{ kind: 'cookie', name: 'plan' },
			{ kind: 'header', name: 'x-country' },
		]);
	});
});

describe('an audience', () => {
	const audienceOf = (matched: readonly string[], persisted: readonly string[]) =>
		namesOf(
			classifier.audienceOf(factsOf(), matched.map(segment), persisted.map(segment)).segments,
		);

	it.each([
		['nobody', [], [], ['everyone']],
		['matched, before everyone', ['acme', 'pro'], [], ['acme', 'pro', 'everyone']],
		['matched, before persisted', ['pro'], ['social'], ['pro', 'social', 'everyone']],
		[
			'matched first although persisted',
			['social'],
			['social', 'member'],
			['social', 'member', 'everyone'],
		],
		['persisted, in declared order', [], ['social', 'member'], ['social', 'member', 'everyone']],
		[
			'everyone by name, still last and once',
			['everyone'],
			['everyone', 'social'],
			['social', 'everyone'],
		],
	])('of %s', (_who, matched, persisted, expected) => {
		expect(audienceOf(matched, persisted)).toEqual(expected);
	});

	it('without a segment for everybody may be empty', () => {
		const empty = createClassifier(definitionOf());
		expect(empty.audienceOf(factsOf(), [], []).segments).toEqual([]);
	});

	it('has the device of its request', () => {
		const phone = classifier.audienceOf(factsOf({ userAgent: IPHONE }), [], []);
		const desktop = classifier.audienceOf(factsOf(), [], []);
		expect([phone.device, desktop.device]).toEqual(['mobile', 'desktop']);
		expect(phone.key).not.toBe(desktop.key);
	});

	it('is the same object whenever it is equal, and another when its order is', () => {
		const create = (...names: string[]) => classifier.audienceOf(factsOf(), names.map(segment), []);
		expect(create('acme', 'pro')).toBe(create('acme', 'pro'));
		expect(create('pro', 'acme')).not.toBe(create('acme', 'pro'));
	});

	it('is composed of what it is asked for, whatever was asked for before', () => {
		const { segments } = definition;
		const lists = [[], segments.slice(0, 1), segments.slice(0, 3), [...segments], [...segments]];
		const asked = fc.record({
			device: fc.constantFrom('desktop' as const, 'mobile' as const),
			matched: fc.constantFrom(...lists),
			persisted: fc.constantFrom(...lists),
		});
		fc.assert(
			fc.property(fc.array(asked, { maxLength: 8 }), (calls) => {
				const used = createClassifier(definition);
				for (const { device, matched, persisted } of calls) {
					const fresh = createClassifier(definition).audienceFor(device, matched, persisted);
					const found = used.audienceFor(device, matched, persisted);
					expect(found).toEqual(fresh);
					expect(used.audienceFor(device, [...matched], persisted)).toBe(found);
				}
			}),
		);
	});

	it('has an alias that does not tell whether private segments are in it', () => {
		const create = (...names: string[]) => classifier.audienceOf(factsOf(), names.map(segment), []);
		expect(create('pro', 'staff').alias).toBe(create('pro').alias);
		expect(create('pro', 'staff').key).not.toBe(create('pro').key);
		expect(create('acme').alias).not.toBe(create('pro').alias);
		expect(create('acme').alias).toMatch(/^[0-9a-f]{6}$/);
	});
});
