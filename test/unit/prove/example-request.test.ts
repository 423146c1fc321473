import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../integration/src/definition/definition-types.js';
import { exampleRequest } from '../../../integration/src/prove/example-request.js';

const nothing = { query: '', cookies: '', headers: {}, host: undefined };

describe('exampleRequest', () => {
	it.each<{ rule: Rule; request: object }>([
		{
			rule: { query: { utm_source: ['facebook', 'x'] } },
			request: { query: 'utm_source=facebook' },
		},
		{ rule: { query: { q: 'a b&c' } }, request: { query: 'q=a+b%26c' } },
		{ rule: { cookie: { plan: true } }, request: { cookies: 'plan=1' } },
		{ rule: { cookie: { plan: 'p{ro,lus}-?[!a-y]' } }, request: { cookies: 'plan=pro-az' } },
		{ rule: { header: { 'X-Plan': 'a*c' } }, request: { headers: { 'x-plan': 'a1c' } } },
		{ rule: { host: ['*.a.example', 'b.example'] }, request: { host: 'b.example' } },
		{
			rule: { query: { a: 'x' }, cookie: { b: 'y' }, not: { header: { c: true } } },
			request: { query: 'a=x', cookies: 'b=y' },
		},
		{ rule: { anyOf: [{ host: '*.a' }, { cookie: { b: 'y' } }] }, request: { cookies: 'b=y' } },
		{
			rule: { query: { a: ['x', 'y'] }, not: { query: { a: 'x' } } },
			request: { query: 'a=y' },
		},
		{ rule: { not: { cookie: { plan: 'pro' } } }, request: {} },
	])('makes $request of $rule', ({ rule, request }) => {
		expect(exampleRequest(rule)).toEqual({ ...nothing, ...request });
	});

	it.each<Rule>([
		{ query: { a: 'x' }, not: { query: { a: true } } },
		{ host: '*.example' },
		{ cookie: { a: '' } },
	])('makes nothing of %j', (rule) => {
		expect(exampleRequest(rule)).toBeUndefined();
	});
});
