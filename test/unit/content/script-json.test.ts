import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serializeForScript } from '../../../integration/src/content/script-json.js';

describe('serializeForScript', () => {
	it.each([
		[
			'</script><script>alert(1)</script>',
			'"\\u003c/script\\u003e\\u003cscript\\u003ealert(1)\\u003c/script\\u003e"',
		],
		['<!-- <script>', '"\\u003c!-- \\u003cscript\\u003e"'],
		['a & b', '"a \\u0026 b"'],
		['\u2028\u2029', '"\\u2028\\u2029"'],
		['"quoted" \\ slashed', '"\\"quoted\\" \\\\ slashed"'],
		[{ '</script>': true }, '{"\\u003c/script\\u003e":true}'],
		[{ gone: undefined, kept: null }, '{"kept":null}'],
		[undefined, 'null'],
		[() => 1, 'null'],
	])('%j', (value, expected) => {
		expect(serializeForScript(value)).toBe(expected);
	});

	it('is the same JSON value as before, with none of the characters that a script element may end at', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				const text = serializeForScript(value);
				expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
				expect(text).not.toMatch(/[<>&\u2028\u2029]/);
			}),
		);
	});
});
