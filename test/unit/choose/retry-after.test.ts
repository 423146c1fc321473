import { expect, it } from 'vitest';
import { parseRetryAfter } from '../../../integration/src/choose/retry-after.js';

const NOW = Date.UTC(1994, 10, 6, 8, 49, 0);

it.each([
	['0', 0],
	['120', 120_000],
	['Sun, 06 Nov 1994 08:49:37 GMT', 37_000],
	['Sunday, 06-Nov-94 08:49:37 GMT', 37_000],
	['Sun Nov  6 08:49:37 1994', 37_000],
	['Sun, 06 Nov 1994 08:48:00 GMT', 0],
	['-5', undefined],
	['1.5', undefined],
	['2 seconds', undefined],
	['Sun, 99 Foo 1994', undefined],
	['', undefined],
	[undefined, undefined],
])('%s asks to wait %s ms', (header, milliseconds) => {
	expect(parseRetryAfter(header, NOW)).toBe(milliseconds);
});
