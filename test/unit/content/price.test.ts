import { describe, expect, it } from 'vitest';
import { formatPrice } from '../../../integration/src/content/price.js';

describe('formatPrice', () => {
	it.each([
		['250.0', 'USD', 'en', '$250.00'],
		['95', 'GBP', 'en-GB', '£95.00'],
		['1234.5', 'EUR', 'de', '1.234,50\u00a0€'],
		['1200', 'JPY', 'en', '¥1,200'],
		['95', 'GBP', undefined, '£95.00'],
		['95', 'GBP', 'not a locale', '£95.00'],
		['95', 'GBP', '', '£95.00'],
		['250.0', undefined, 'en', '250.0'],
		['from 20', 'GBP', 'en', 'from 20'],
		['-5', 'GBP', 'en', '-5'],
		['1e9', 'GBP', 'en', '1e9'],
		[undefined, 'GBP', 'en', undefined],
	])('%s %s in %s', (price, currency, locale, expected) => {
		expect(formatPrice({ price, currency }, locale)).toBe(expected);
	});
});
