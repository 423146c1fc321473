import { z } from 'astro/zod';
import { describe, expect, it } from 'vitest';
import { flags } from '../../../integration/src/definition/experiences.js';
import {
	headlineSchema,
	productListSchema,
	productSchema,
} from '../../../integration/src/definition/payloads.js';
import { url } from '../../../integration/src/definition/urls.js';

const accepts = (value: string) => url().safeParse(value).success;

describe('a URL in a payload', () => {
	it.each([
		'https://example.com/a?b=c#d',
		'http://example.com',
		'HTTPS://EXAMPLE.COM/',
		'https://user@example.com:8443/x',
		'https://[::1]:8080/',
		'/',
		'/pricing/?plan=pro#top',
		'pricing',
		'./pricing',
		'../pricing',
		'?plan=pro',
		'#top',
		'/a//b',
		'/schuhe/größe',
		'/a:b',
		'1:2',
	])('may be %s', (value) => {
		expect(accepts(value)).toBe(true);
	});

	it.each([
		'',
		' ',
		'javascript:alert(1)',
		'JaVaScRiPt:alert(1)',
		' javascript:alert(1)',
		'java\nscript:alert(1)',
		'java\tscript:alert(1)',
		'\u0001javascript:alert(1)',
		'javascript:/x',
		'vbscript:x',
		'data:text/html,<script>',
		'blob:https://example.com/x',
		'file:///etc/passwd',
		'ftp://example.com',
		'mailto:a@example.com',
		'web+x:y',
		'//evil.example',
		'///evil.example',
		'/\\evil.example',
		'\\\\evil.example',
		'\\/evil.example',
		'/a\\b',
		'https:/evil.example',
		'https:evil.example',
		'https:\\\\evil.example',
		'https://',
		'https://exa mple.com',
		'https://example.com/a\\b',
		'https://example.com/\u0000',
		'https://[::1',
		'/a b',
		'/a\u0000',
		'/a\u007f',
		'/a\u0085',
		'/a\r\nb',
		'/a\u2028b',
	])('may not be %j', (value) => {
		expect(accepts(value)).toBe(false);
	});
});

const WHOLE = {
	headline: 'Run',
	eyebrow: 'New',
	text: 'Fast',
	cta: { label: 'Go', href: '/go' },
};

describe('a headline', () => {
	it.each<[string, unknown, object]>([
		['a bare string', 'Run', { headline: 'Run' }],
		['an empty string', '', { headline: '' }],
		['the whole form', WHOLE, WHOLE],
		['what it does not know, and drops it', { headline: 'Run', html: '<b>' }, { headline: 'Run' }],
	])('takes %s', (_what, payload, expected) => {
		expect(headlineSchema.parse(payload)).toEqual(expected);
	});

	it.each([
		['null', null],
		['a number', 7],
		['no headline', { text: 'Fast' }],
		['a label without a link', { headline: 'Run', cta: { label: 'Go' } }],
		['a link without a label', { headline: 'Run', cta: { label: '', href: '/go' } }],
		['a link that runs a script', { headline: 'Run', cta: { label: 'Go', href: 'javascript:x' } }],
	])('refuses %s', (_what, payload) => {
		expect(headlineSchema.safeParse(payload).success).toBe(false);
	});
});

describe('a product list', () => {
	it("takes the contract's own example", () => {
		const documented = {
			label: 'My most popular products PERSONALIZATION',
			products: [{ price: '250.0', title: 'PMC Bronze 9mm', category: 'Ammunition' }],
		};
		expect(productListSchema.parse(documented)).toEqual(documented);
	});

	it('takes a price that is a number as its decimal form', () => {
		expect(productSchema.parse({ title: 'Shoe', price: 12.5 }).price).toBe('12.5');
	});

	it.each([
		['a product without a title', { title: '' }],
		['a currency in lower case', { title: 'Shoe', currency: 'usd' }],
		['an image that is data', { title: 'Shoe', image: 'data:image/svg+xml,<svg>' }],
		['a link to another scheme', { title: 'Shoe', href: 'javascript:x' }],
		['a price of no kind', { title: 'Shoe', price: {} }],
	])('refuses %s', (_what, product) => {
		expect(productListSchema.safeParse({ label: 'x', products: [product] }).success).toBe(false);
	});
});

describe('flags', () => {
	const declared = { enabled: false, layout: 'v1', columns: 3 };
	const schema = z.instanceof(z.ZodType).parse(flags({ per: 'segment', default: declared }).schema);

	it.each([
		['all of them', { enabled: true, layout: 'v2', columns: 4 }, {}],
		['none, each keeping its default', {}, { enabled: false, layout: 'v1', columns: 3 }],
		['some', { layout: 'v9' }, { enabled: false, layout: 'v9', columns: 3 }],
		['others, and drop them', { other: 1 }, { enabled: false, layout: 'v1', columns: 3 }],
		['false and empty values as values', { enabled: false, layout: '', columns: 0 }, {}],
	])('take %s', (_what, payload, expected) => {
		expect(schema.parse(payload)).toEqual({ ...payload, ...expected, other: undefined });
	});

	it.each([
		['a word for a boolean', { enabled: 'true' }],
		['a number for a string', { layout: 2 }],
		['a string for a number', { columns: '3' }],
		['null', { enabled: null }],
		['a list', []],
		['a string', 'on'],
	])('refuse %s', (_what, payload) => {
		expect(schema.safeParse(payload).success).toBe(false);
	});
});
