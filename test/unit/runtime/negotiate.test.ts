import { describe, expect, it } from 'vitest';
import { entityTag, namesBody } from '../../../integration/src/http/entity-tag.js';
import { acceptedCodings } from '../../../integration/src/runtime/negotiate.js';

describe('acceptedCodings', () => {
	it.each([
		[undefined, ['identity']],
		['', ['identity']],
		['gzip, deflate, br, zstd', ['br', 'gzip', 'identity']],
		['gzip', ['gzip', 'identity']],
		['br;q=0.5, gzip;q=0.9', ['gzip', 'br', 'identity']],
		['br;q=0, gzip', ['gzip', 'identity']],
		['*', ['br', 'gzip', 'identity']],
		['*;q=0', ['identity']],
		['identity, br;q=0.2', ['identity', 'br']],
		['BR', ['br', 'identity']],
		['br;q=banana', ['identity']],
		[';;,,=,q', ['identity']],
		[`${'x'.repeat(5_000)}, br`, ['br', 'identity']],
	])('%s means %j', (header, codings) => {
		expect(acceptedCodings(header)).toEqual(codings);
		expect(acceptedCodings(header)).toEqual(codings);
	});
});

describe('namesBody', () => {
	it.each([
		['"abc"', true],
		['"abc-br"', true],
		['"abc-gz"', true],
		['W/"abc"', true],
		['"x", W/"abc-br" , "y"', true],
		['*', true],
		['"abcd"', false],
		['"xabc"', false],
		['abc', false],
		['"abc-zstd"', false],
		['', false],
	])('%s: %s', (header, names) => {
		expect(namesBody(header, 'abc')).toBe(names);
	});

	it.each(['identity', 'br', 'gzip'] as const)('knows the tag of %s', (coding) => {
		expect(namesBody(entityTag('abc', coding), 'abc')).toBe(true);
	});
});
