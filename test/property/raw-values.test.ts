import { parseCookie } from 'cookie';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCookie, findParameter } from '../../integration/src/audience/raw-values.js';
import { runs } from '../support/runs.js';

const name = fc.constantFrom('a', 'aa', 'plan', '__proto__', 'constructor', '$');
const RUNS = runs(1_000);

/** Pairs as they may be written: with blanks where none belong, equals signs too many or missing, and rubbish between them. */
function pairsOf(separator: string, blanks: readonly string[], values: readonly string[]) {
	const blank = fc.constantFrom('', '', ...blanks);
	const equals = fc.constantFrom('=', '=', '=', '', '==');
	const value = fc.oneof(fc.constantFrom(...values), fc.string({ maxLength: 5 }));
	const rubbish = fc.string({ maxLength: 3 });
	const pair = fc.tuple(blank, name, blank, equals, blank, value, blank);
	const part = fc.oneof(
		{ weight: 6, arbitrary: pair.map((parts) => parts.join('')) },
		rubbish,
		name,
	);
	return fc.array(part, { maxLength: 5 }).map((parts) => parts.join(separator));
}

const cookies = pairsOf(
	';',
	[' ', '\t', ' \t '],
	['', 'pro', '"pro"', '%70ro', '%', '%zz', '%C3%BC', '%C3', 'a=b', ',', '\u00a0', 'a'],
);
const queries = pairsOf(
	'&',
	['+', '%20'],
	['', 'pro', '%70ro', '%3D', '%26', '%2B', 'a+b', '%C3%BC', 'ü', ';', '?', 'a=b'],
);

it('a cookie is what the cookie package finds', () => {
	fc.assert(
		fc.property(cookies, name, (header, asked) => {
			expect(findCookie(header, asked)).toBe(parseCookie(header)[asked]);
		}),
		RUNS,
	);
});

describe('a query parameter', () => {
	it('is what URLSearchParams finds', () => {
		fc.assert(
			fc.property(queries.filter(isWellEncoded), name, (query, asked) => {
				// Begun with an ampersand, because URLSearchParams takes a first question mark away.
				const found = new URLSearchParams(`&${query}`).get(asked);
				expect(findParameter(query, asked)).toBe(found ?? undefined);
			}),
			RUNS,
		);
	});

	it('that URLSearchParams wrote is read as it was given', () => {
		const value = fc.string({ unit: 'binary', maxLength: 8 }).map((text) => text.toWellFormed());
		fc.assert(
			fc.property(fc.array(fc.tuple(name, value)), name, (given, asked) => {
				const written = new URLSearchParams(given).toString();
				const first = given.find(([one]) => one === asked);
				expect(findParameter(written, asked)).toBe(first?.[1]);
			}),
			RUNS,
		);
	});

	it('is text or nothing, whatever the query', () => {
		const parts = fc.constantFrom('a', '=', '&', '%', '%zz', '%ff', '%C3', '\uD800', '+');
		fc.assert(
			fc.property(fc.array(parts), name, (query, asked) => {
				expect(['string', 'undefined']).toContain(typeof findParameter(query.join(''), asked));
			}),
			RUNS,
		);
	});
});

// What is not well percent-encoded is taken as it stands here, and decoded in part there.
function isWellEncoded(query: string): boolean {
	try {
		query.split(/[&=]/).forEach(decodeURIComponent);
		return query.isWellFormed();
	} catch {
		return false;
	}
}
