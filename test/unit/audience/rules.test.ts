import { describe, expect, it } from 'vitest';
import { createClassifier } from '../../../integration/src/audience/classifier.js';
import type { Rule } from '../../../integration/src/definition/definition-types.js';
import { definitionOf } from '../../support/definition.js';
import { factsOf, type WrittenFacts } from '../../support/facts.js';

/** Whether a visitor with this request is in a segment with this rule. */
function matches(when: Rule, facts: WrittenFacts): boolean {
	const classifier = createClassifier(definitionOf({ segments: { it: { when } } }));
	return classifier.matchRules(factsOf(facts)).length === 1;
}

const PRO = { cookie: { plan: 'pro' } };
const SOCIAL = { query: { utm_source: ['facebook', 'instagram'] } };

describe('the conditions of a rule', () => {
	it.each<[string, Rule, WrittenFacts, boolean]>([
		['one that holds', PRO, { cookies: 'plan=pro' }, true],
		['one that does not', PRO, { cookies: 'plan=free' }, false],
		['one about what is missing', PRO, {}, false],
		[
			'two that hold',
			{ ...PRO, ...SOCIAL },
			{ cookies: 'plan=pro', query: 'utm_source=facebook' },
			true,
		],
		['two of which one holds', { ...PRO, ...SOCIAL }, { cookies: 'plan=pro' }, false],
		['two of one kind', { cookie: { a: '1', b: '2' } }, { cookies: 'a=1; b=2' }, true],
		[
			'two of one kind of which one holds',
			{ cookie: { a: '1', b: '2' } },
			{ cookies: 'a=1' },
			false,
		],
		['the first of several patterns', SOCIAL, { query: 'utm_source=facebook' }, true],
		['the second of several patterns', SOCIAL, { query: 'utm_source=instagram' }, true],
		['none of several patterns', SOCIAL, { query: 'utm_source=bing' }, false],
		['one alternative', { anyOf: [PRO, SOCIAL] }, { cookies: 'plan=pro' }, true],
		['no alternative', { anyOf: [PRO, SOCIAL] }, { cookies: 'plan=free' }, false],
		[
			'an alternative, and not the condition beside it',
			{ host: 'a', anyOf: [PRO] },
			{ cookies: 'plan=pro' },
			false,
		],
		['a negation', { not: PRO }, {}, true],
		['a negation of what holds', { not: PRO }, { cookies: 'plan=pro' }, false],
		[
			'a negation of two, of which one holds',
			{ not: { ...PRO, ...SOCIAL } },
			{ cookies: 'plan=pro' },
			true,
		],
		[
			'a negation beside what holds',
			{ ...SOCIAL, not: PRO },
			{ query: 'utm_source=facebook' },
			true,
		],
		['a double negation', { not: { not: PRO } }, { cookies: 'plan=pro' }, true],
		[
			'negations among alternatives',
			{ anyOf: [{ not: PRO }, SOCIAL] },
			{ cookies: 'plan=pro' },
			false,
		],
	])('%s', (_what, rule, facts, expected) => {
		expect(matches(rule, facts)).toBe(expected);
	});
});

describe('a pattern', () => {
	it.each([
		['pro', 'pro', true],
		['pro', 'professional', false],
		['pro*', 'professional', true],
		['*pro*', 'a pro b', true],
		['pro*', 'pro/a/b', true],
		['*', '', false],
		['*', '.hidden/x', true],
		['?ro', 'pro', true],
		['?ro', 'ro', false],
		['[pb]ro', 'bro', true],
		['[!p]ro', 'pro', false],
		['[!p]ro', 'bro', true],
		['[^p]ro', 'pro', false],
		['{pro,team}-*', 'team-1', true],
		['{pro,team}', 'free', false],
		['a.c', 'abc', false],
		['(a|b)', 'a', false],
		['a+', 'aa', false],
		['^a$', 'a', false],
		['!pro', 'free', false],
		['*.example.com', 'www.example.com', true],
		['*.example.com', 'example.com', false],
		['*.example.com', 'www.example.com.evil.org', false],
		['größe', 'größe', true],
	])('%s meets %s: %s', (pattern, value, expected) => {
		const cookies = `v=${encodeURIComponent(value)}`;
		expect(matches({ cookie: { v: pattern } }, { cookies })).toBe(expected);
	});

	it.each<[string, Rule, WrittenFacts, boolean]>([
		['a query value ignores case', SOCIAL, { query: 'utm_source=FaceBook' }, true],
		['a query glob ignores case', { query: { a: 'FACE*' } }, { query: 'a=facebook' }, true],
		['a query name does not', SOCIAL, { query: 'UTM_SOURCE=facebook' }, false],
		['a host ignores case', { host: 'ACME.example.com' }, { host: 'acme.example.com' }, true],
		['a cookie does not', PRO, { cookies: 'plan=PRO' }, false],
		['a cookie glob does not', { cookie: { plan: 'p*' } }, { cookies: 'plan=PRO' }, false],
		[
			'a header name ignores case',
			{ header: { 'X-Country': 'DE' } },
			{ headers: { 'x-country': 'DE' } },
			true,
		],
		[
			'a header value does not',
			{ header: { 'X-Country': 'DE' } },
			{ headers: { 'x-country': 'de' } },
			false,
		],
	])('%s', (_what, rule, facts, expected) => {
		expect(matches(rule, facts)).toBe(expected);
	});

	it.each<[string, Rule, WrittenFacts, boolean]>([
		['present', { query: { ref: true } }, { query: 'ref=x' }, true],
		['present and empty', { query: { ref: true } }, { query: 'ref=' }, true],
		['present without a value', { query: { ref: true } }, { query: 'ref' }, true],
		['missing', { query: { ref: true } }, { query: 'other' }, false],
		['missing from an empty query', { query: { ref: true } }, { query: '' }, false],
		['not present', { not: { query: { ref: true } } }, { query: 'other' }, true],
		['a cookie present and empty', { cookie: { c: true } }, { cookies: 'c=' }, true],
		['a header present and empty', { header: { h: true } }, { headers: { h: '' } }, true],
		['no trusted host', { host: '*' }, { host: undefined }, false],
	])('asks whether something is there: %s', (_what, rule, facts, expected) => {
		expect(matches(rule, facts)).toBe(expected);
	});
});

describe('a value of a request', () => {
	it.each<[string, WrittenFacts, boolean]>([
		['of a repeated parameter the first counts', { query: 'q=pro&q=free' }, true],
		['of a repeated parameter no later one counts', { query: 'q=free&q=pro' }, false],
		['percent-encoded', { query: 'q=%70r%6F' }, true],
		['of a percent-encoded name', { query: '%71=pro' }, true],
		['that is not well percent-encoded', { query: 'q=%E0%A4%A&q=pro' }, false],
		['in a later place', { query: 'a=1&&=&b&q=pro' }, true],
		['whose name is the end of another', { query: 'xq=pro' }, false],
	])('in the query: %s', (_what, facts, expected) => {
		expect(matches({ query: { q: 'pro' } }, facts)).toBe(expected);
	});

	it.each<[string, string, boolean]>([
		['of a repeated cookie the first counts', 'plan=pro; plan=free', true],
		['of a repeated cookie no later one counts', 'plan=free; plan=pro', false],
		['percent-encoded', 'plan=%70ro', true],
		['that is not well percent-encoded', 'plan=%; x=1', false],
		['without blanks', 'a=1;plan=pro', true],
		['among blanks', '  plan = pro  ; a=1', true],
		['whose name is the end of another', 'xplan=pro', false],
		['that only looks like one inside another', 'a=plan=pro', false],
		['behind rubbish', ';;=;a;plan=pro', true],
		['in quotes, which belong to it', 'plan="pro"', false],
	])('in the cookies: %s', (_what, cookies, expected) => {
		expect(matches(PRO, { cookies })).toBe(expected);
	});

	it.each(['pro', '*pro*', '*'])('that is enormous matches no pattern such as %s', (pattern) => {
		const value = 'pro'.repeat(100_000);
		expect(matches({ query: { q: pattern } }, { query: `q=${value}` })).toBe(false);
		expect(matches({ cookie: { q: pattern } }, { cookies: `q=${value}` })).toBe(false);
	});

	it('that is enormous is present', () => {
		expect(matches({ query: { q: true } }, { query: `q=${'x'.repeat(100_000)}` })).toBe(true);
	});

	it.each(['constructor', 'toString', 'hasOwnProperty', 'length'])(
		'named %s is found only where it was sent',
		(name) => {
			for (const pattern of [true, '*'] as const) {
				const given = { [name]: pattern };
				for (const rule of [{ query: given }, { cookie: given }, { header: given }]) {
					expect(matches(rule, {}), JSON.stringify(rule)).toBe(false);
				}
				expect(matches({ query: given }, { query: `${name}=1` })).toBe(true);
				expect(matches({ cookie: given }, { cookies: `${name}=1` })).toBe(true);
			}
		},
	);
});
