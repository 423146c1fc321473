import { expect, test } from 'vitest';
import {
	formatBytes,
	formatInterval,
	formatMs,
	formatNumberOf,
} from '../../../integration/src/build/reporters/format.js';
import { formatValue } from '../../../integration/src/build/reporters/readable-value.js';

test.each([
	[0, '0 B'],
	[999, '999 B'],
	[1000, '1.0 kB'],
	[14_210, '14.2 kB'],
	[999_949, '999.9 kB'],
	[999_950, '1.0 MB'],
	[1_234_500_000, '1,234.5 MB'],
])('%i bytes are %s', (bytes, text) => {
	expect(formatBytes(bytes)).toBe(text);
});

test.each([
	[0.3, '0 ms'],
	[41.4, '41 ms'],
	[999.6, '1 s'],
	[1_240, '1.2 s'],
])('%d milliseconds are %s', (ms, text) => {
	expect(formatMs(ms)).toBe(text);
});

test.each([
	[300, '5 min'],
	[90, '90 s'],
	[7200, '2 h'],
	[0, '0 s'],
])('%i seconds are every %s', (seconds, text) => {
	expect(formatInterval(seconds)).toBe(text);
});

test('a count agrees with its noun', () => {
	expect([1, 2, 0, 1500].map((count) => formatNumberOf(count, 'body', 'bodies'))).toEqual([
		'1 body',
		'2 bodies',
		'0 bodies',
		'1,500 bodies',
	]);
});

test.each([
	['mobile', 'mobile'],
	['"Run"', 'Run'],
	['{"headline":"Run","cta":{"label":"Go"}}', 'headline: Run\ncta: label: Go'],
	['{"a":"","b":[],"c":null,"d":["x","y"]}', 'a: (empty)\nb: none\nc: null\nd: x, y'],
	['{}', '{}'],
	['[{"name":"x","payload":1},{"name":"y"}]', '\u2013 name: x, payload: 1\n\u2013 name: y'],
	['[]', 'none'],
	['{"headline":"Cut he...', '{"headline":"Cut he...'],
	['1575686747310551000', '1575686747310551000'],
	['{"id":1575686747310551001}', '{"id":1575686747310551001}'],
])('the value %s is read as %j', (value, text) => {
	expect(formatValue(value)).toBe(text);
});
