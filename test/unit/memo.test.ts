import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemo } from '../../integration/src/memo.js';

describe('a memo', () => {
	it('knows what was last set under a key, or nothing', () => {
		const asked = fc.record({
			key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
			isSet: fc.boolean(),
		});
		fc.assert(
			fc.property(
				fc.array(asked, { maxLength: 200 }),
				fc.integer({ min: 1, max: 12 }),
				(all, most) => {
					const memo = createMemo<number>(most);
					const last = new Map<string, number>();
					for (const [at, { key, isSet }] of all.entries()) {
						if (isSet) {
							memo.set(key, at);
							last.set(key, at);
						} else {
							expect([undefined, last.get(key)]).toContain(memo.get(key));
						}
					}
				},
			),
		);
	});

	it('keeps what is in use, whatever else comes', () => {
		const memo = createMemo<string>(10);
		memo.set('in use', 'kept');
		for (let at = 0; at < 1_000; at++) {
			memo.set(String(at), 'once');
			expect(memo.get('in use')).toBe('kept');
		}
		expect(memo.get('1')).toBeUndefined();
	});

	it('lets go of the oldest', () => {
		const memo = createMemo<number>(10);
		for (let at = 0; at < 100; at++) memo.set(String(at), at);
		const kept = Array.from({ length: 100 }, (_, at) => at).filter(
			(at) => memo.get(String(at)) === at,
		);
		expect(kept.length).toBeLessThanOrEqual(10);
		expect(kept).toEqual(expect.arrayContaining([95, 96, 97, 98, 99]));
	});

	it('makes a value once', () => {
		const memo = createMemo<object>(10);
		const made = memo.ensure('key', () => ({}));
		expect(memo.ensure('key', () => ({}))).toBe(made);
		expect(memo.get('key')).toBe(made);
	});
});
