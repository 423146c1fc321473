import { describe, expect, it } from 'vitest';
import { defineChoose } from '../../../integration/src/definition/define-choose.js';
import { mistake, problemsWith, when, withRule } from './written.js';

describe('a rule', () => {
	it.each([
		mistake('an unknown condition', withRule({ cokie: { plan: 'pro' } }), [
			'UnknownKey',
			'segments.pro.when.cokie',
			'a documented key',
			'"cokie"',
			'Remove segments.pro.when.cokie or correct its spelling.',
		]),
		mistake(
			'an unknown condition inside others',
			withRule({ anyOf: [when, { not: { hosts: 'x' } }] }),
			[
				'UnknownKey',
				'segments.pro.when.anyOf[1].not.hosts',
				'a documented key',
				'"hosts"',
				'Remove segments.pro.when.anyOf[1].not.hosts or correct its spelling.',
			],
		),
		mistake('a regular expression', withRule({ host: /^acme\./i }), [
			'InvalidValue',
			'segments.pro.when.host',
			'a glob or a list of globs',
			'/^acme\\./i',
			'Correct segments.pro.when.host.',
		]),
		mistake('a number for a pattern', withRule({ query: { page: 2 } }), [
			'InvalidValue',
			'segments.pro.when.query.page',
			'a glob, a list of globs, or true',
			'2',
			'Correct segments.pro.when.query.page.',
		]),
		mistake('false for a pattern', withRule({ header: { 'x-a': false } }), [
			'InvalidValue',
			'segments.pro.when.header.x-a',
			'a glob, a list of globs, or true',
			'false',
			'Correct segments.pro.when.header.x-a.',
		]),
		mistake('no condition', withRule({}), [
			'InvalidValue',
			'segments.pro.when',
			'at least one condition',
			'{}',
			'Correct segments.pro.when.',
		]),
	])('may not have %s', (_what, written, problem) => {
		expect(problemsWith(written)).toEqual([problem]);
	});

	it.each([
		['true', true, ''],
		['an empty pattern', { cookie: { plan: '' } }, '.cookie.plan'],
		['an empty list of patterns', { cookie: { plan: [] } }, '.cookie.plan'],
		['an empty pattern in a list', { host: ['a', ''] }, '.host[1]'],
		['no name', { query: {} }, '.query'],
		['a name like the prototype only', JSON.parse('{"query":{"__proto__":"a"}}'), '.query'],
		['an empty list of alternatives', { anyOf: [] }, '.anyOf'],
		['an empty alternative', { anyOf: [{}] }, '.anyOf[0]'],
		['an empty negation', { not: {} }, '.not'],
	])('may not be or have %s', (_what, rule, path) => {
		expect(problemsWith(withRule(rule))).toMatchObject([
			{ name: 'InvalidValue', path: `segments.pro.when${path}` },
		]);
	});

	it('is kept as it was written, so that it can be exported', () => {
		const rule = {
			host: ['*.example.com'],
			query: { utm_source: ['facebook', 'insta*'], ref: true },
			cookie: { plan: 'pro' },
			header: { 'X-Country': 'DE' },
			anyOf: [{ host: 'a' }, { not: { cookie: { plan: true } } }],
			not: { query: { off: true } },
		} as const;
		const { segments } = defineChoose({
			segments: { pro: { profile: { userId: 'p' }, when: rule } },
			experiences: {},
		});
		expect(segments[0]?.when).toEqual(rule);
		expect(JSON.parse(JSON.stringify(segments[0]?.when))).toEqual(rule);
	});
});
