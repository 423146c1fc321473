import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, digestValue } from '../../../integration/src/decisions/digest.js';

describe('the digest of a value', () => {
	it.each([
		[
			{ a: 1, b: 2 },
			{ b: 2, a: 1 },
		],
		[[{ a: { x: 1, y: [2] } }], [{ a: { y: [2], x: 1 } }]],
		[{ a: undefined, b: 1 }, { b: 1 }],
		[JSON.parse('{"__proto__":1,"a":2}'), JSON.parse('{"a":2,"__proto__":1}')],
	])('is equal for %j and %j', (one: unknown, other: unknown) => {
		expect(digestValue(one)).toBe(digestValue(other));
	});

	it.each([
		[{ a: 1 }, { a: '1' }],
		[{ a: 1 }, { b: 1 }],
		[
			[1, 2],
			[2, 1],
		],
		[[], {}],
		['', null],
		[0, false],
		[{ a: null }, {}],
		[{ a: { b: 1 } }, { 'a.b': 1 }],
		['é', 'e\u0301'],
		[JSON.parse('{"__proto__":1}'), {}],
	])('differs for %j and %j', (one: unknown, other: unknown) => {
		expect(digestValue(one)).not.toBe(digestValue(other));
	});

	it('depends on nothing but the value', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				const read: unknown = JSON.parse(canonicalJson(value));
				expect(read).toEqual(JSON.parse(JSON.stringify(value)));
				expect(digestValue(read)).toBe(digestValue(value));
				expect(digestValue(value)).toMatch(/^[\w-]{22}$/);
			}),
		);
	});
});
