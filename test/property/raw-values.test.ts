import { parseCookie } from 'cookie';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCookie, findParameter } from '../../integration/src/audience/raw-values.js';

/** Text made of what headers and queries are made of, so that every rule of their grammar is met often. */
function textOf(...parts: readonly string[]) {
	return fc
		.array(
			fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...parts) }, fc.string({ maxLength: 3 })),
			{
				maxLength: 20,
			},
		)
		.map((chosen) => chosen.join(''));
}

const names = fc.constantFrom('a', 'aa', 'plan', 'x-y', '__proto__', 'constructor', '$', 'a.b');

describe('a cookie is what the cookie package finds', () => {
	it('in any header', () => {
		const parts = [
			'a',
			'aa',
			'plan',
			'__proto__',
			'=',
			'=',
			';',
			'; ',
			' ',
			'\t',
			'"',
			',',
			'%61',
			'%',
			'%zz',
			'%C3%BC',
			'pro',
		];
		fc.assert(
			fc.property(textOf(...parts), names, (header, name) => {
				expect(findCookie(header, name)).toBe(parseCookie(header)[name]);
			}),
			{ numRuns: 5_000 },
		);
	});

	it('in a header made of pairs', () => {
		const pair = fc
			.tuple(names, fc.string({ maxLength: 8 }))
			.map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
		fc.assert(
			fc.property(fc.array(pair), names, (pairs, name) => {
				const header = pairs.join('; ');
				expect(findCookie(header, name)).toBe(parseCookie(header)[name]);
			}),
			{ numRuns: 2_000 },
		);
	});
});

describe('a query parameter is what URLSearchParams finds', () => {
	// What is not well percent-encoded is taken as it stands here, and decoded in part there.
	const isWellEncoded = (text: string) =>
		text.split(/[&=]/).every((part) => {
			try {
				decodeURIComponent(part);
				return part.isWellFormed();
			} catch {
				return false;
			}
		});

	it('in any query', () => {
		const parts = [
			'a',
			'aa',
			'plan',
			'__proto__',
			'=',
			'=',
			'&',
			'&',
			'+',
			'%61',
			'%3D',
			'%26',
			'%2B',
			'%C3%BC',
			';',
			'?',
			'pro',
		];
		fc.assert(
			fc.property(textOf(...parts).filter(isWellEncoded), names, (query, name) => {
				const found = new URLSearchParams(`&${query}`).get(name);
				expect(findParameter(query, name)).toBe(found ?? undefined);
			}),
			{ numRuns: 5_000 },
		);
	});

	it('in a query that URLSearchParams wrote', () => {
		const pairs = fc.array(
			fc.tuple(
				names,
				fc.string({ unit: 'binary', maxLength: 8 }).map((text) => text.toWellFormed()),
			),
		);
		fc.assert(
			fc.property(pairs, names, (written, name) => {
				const parameters = new URLSearchParams(written);
				expect(findParameter(parameters.toString(), name)).toBe(parameters.get(name) ?? undefined);
			}),
			{ numRuns: 2_000 },
		);
	});

	it('and anything else finds something or nothing, without throwing', () => {
		fc.assert(
			fc.property(
				textOf('a', '=', '&', '%', '%zz', '%ff', '%C3', '\uD800'),
				names,
				(query, name) => {
					expect(['string', 'undefined']).toContain(typeof findParameter(query, name));
				},
			),
		);
	});
});
