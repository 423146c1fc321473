import { describe, expect, it } from 'vitest';
import { createAudience } from '../../../integration/src/audience/audience.js';
import { createClassifier } from '../../../integration/src/audience/classifier.js';
import { varyOf } from '../../../integration/src/http/vary.js';
import { createAnswerFactory } from '../../../integration/src/runtime/answers.js';
import { definitionOf, type WrittenDefinition } from '../../support/definition.js';

const named = { when: false } as const;

describe('Vary', () => {
	const vary = (written: WrittenDefinition) => {
		const definition = definitionOf(written);
		return varyOf(definition, createClassifier(definition).inputs);
	};
	const ALWAYS = 'Accept-Encoding, User-Agent';

	it.each<[string, WrittenDefinition, string]>([
		['nothing else', {}, ALWAYS],
		[
			'no host or query, which are in the URL',
			{ segments: { a: { when: { host: 'a', query: { q: true } } } } },
			ALWAYS,
		],
		[
			'cookies, for a rule',
			{ segments: { a: { when: { cookie: { plan: 'pro' } } } } },
			`${ALWAYS}, Cookie`,
		],
		[
			'cookies, for a rule inside another',
			{ segments: { a: { when: { anyOf: [{ not: { cookie: { c: true } } }] } } } },
			`${ALWAYS}, Cookie`,
		],
		[
			'cookies, for a persisted segment',
			{ segments: { a: { ...named, persist: '1h' } } },
			`${ALWAYS}, Cookie`,
		],
		['cookies, for consent', { visitor: { consent: () => true } }, `${ALWAYS}, Cookie`],
		[
			'what a rule of consent reads',
			{ visitor: { consent: { cookie: { ok: true }, header: { 'sec-gpc': '0' }, host: 'a' } } },
			`${ALWAYS}, Cookie, Sec-Gpc`,
		],
		[
			'cookies, for visitor.segment',
			{ visitor: { segment: () => undefined } },
			`${ALWAYS}, Cookie`,
		],
		[
			'the headers of rules',
			{ segments: { a: { when: { header: { 'x-country': 'DE', 'X-b': true } } } } },
			`${ALWAYS}, X-Country, X-B`,
		],
		[
			"the CDN's device header",
			{ device: { header: 'cf-device-type', mobile: 'mobile' } },
			`${ALWAYS}, Cf-Device-Type`,
		],
	])('names %s', (_what, written, expected) => {
		expect(vary(written)).toBe(expected);
	});
});

describe('the headers of an answer', () => {
	const { segments } = definitionOf({ segments: { pro: named, staff: { private: true } } });
	const audience = createAudience(segments, 'desktop');
	const variant = {
		reads: [],
		body: 'digest',
		headers: { 'content-security-policy': "default-src 'self'" },
	};
	const create = (fit: 'variant' | 'default', diagnostics = true) =>
		createAnswerFactory('Accept-Encoding', { diagnostics })(variant, audience, fit);

	it.each([
		['identity', '"digest"', {}],
		['br', '"digest-br"', { 'Content-Encoding': 'br' }],
		['gzip', '"digest-gz"', { 'Content-Encoding': 'gzip' }],
	] as const)('of 200 as %s are those of the table', (coding, etag, encoding) => {
		expect(toRecord(create('variant').headersFor(coding, 12))).toEqual({
			'Content-Type': 'text/html; charset=utf-8',
			'Cache-Control': 'private, no-cache',
			Vary: 'Accept-Encoding',
			'Content-Security-Policy': "default-src 'self'",
			'Cache-Status': 'choose; hit',
			'Server-Timing': `choose;desc="${audience.alias}"`,
			ETag: etag,
			'Content-Length': '12',
			...encoding,
		});
	});

	it('of 304 say the same of caching, and nothing of the body', () => {
		expect(toRecord(create('variant').notModifiedHeaders('br'))).toEqual({
			'Cache-Control': 'private, no-cache',
			Vary: 'Accept-Encoding',
			'Content-Security-Policy': "default-src 'self'",
			'Cache-Status': 'choose; hit',
			'Server-Timing': `choose;desc="${audience.alias}"`,
			ETag: '"digest-br"',
		});
	});

	it('of a default in place of a variant say so', () => {
		const headers = toRecord(create('default').headersFor('identity', 1));
		expect(headers['Cache-Status']).toBe('choose; fwd=miss; detail=default');
	});

	it('say nothing of the audience when diagnostics are off', () => {
		const headers = toRecord(create('variant', false).headersFor('identity', 1));
		expect(Object.keys(headers)).not.toContain('Cache-Status');
		expect(Object.keys(headers)).not.toContain('Server-Timing');
	});

	it('name no segment', () => {
		const text = create('variant').headersFor('identity', 1).join('\n');
		expect(text).not.toMatch(/pro|staff/);
	});

	it('are made once', () => {
		const answer = create('variant');
		expect(answer.headersFor('br', 1)).toBe(answer.headersFor('br', 1));
		expect(answer.notModifiedHeaders('br')).toBe(answer.notModifiedHeaders('br'));
		expect(answer.notModifiedHeaders('br')).not.toBe(answer.headersFor('br', 1));
	});
});

function toRecord(raw: readonly string[]): Record<string, string> {
	const names = raw.filter((_value, index) => index % 2 === 0);
	expect(new Set(names).size).toBe(names.length);
	return Object.fromEntries(names.map((name, index) => [name, raw[index * 2 + 1]!]));
}
