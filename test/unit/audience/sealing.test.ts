import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSealer } from '../../../integration/src/audience/sealing.js';

const SECRET = 'a'.repeat(32);
const sealer = createSealer(SECRET, 'choose_segment');
const TEXT = '{"social":1900000000}';

/** The sealed text with one byte of its content changed. */
function tamper(sealed: string, at: number): string {
	const bytes = Buffer.from(sealed, 'base64url');
	bytes[at] = bytes[at]! ^ 1;
	return bytes.toString('base64url');
}

describe('a sealed text', () => {
	it.each(['', 'x', TEXT, 'ü🙂', 'x'.repeat(10_000)])('opens again: %.20s', (text) => {
		expect(sealer.open(sealer.seal(text))).toBe(text);
	});

	it('shows nothing of it, and is another every time', () => {
		const sealed = sealer.seal(TEXT);
		expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('social');
		expect(sealer.seal(TEXT)).not.toBe(sealed);
	});

	it('fits a cookie without encoding', () => {
		expect(sealer.seal(TEXT)).toMatch(/^[\w-]+$/);
	});

	it('opens with the same secret in another process', () => {
		expect(createSealer(SECRET, 'choose_segment').open(sealer.seal(TEXT))).toBe(TEXT);
	});

	it('does not open when any byte of it was changed', () => {
		const sealed = sealer.seal(TEXT);
		const { length } = Buffer.from(sealed, 'base64url');
		for (let at = 0; at < length; at++) expect(sealer.open(tamper(sealed, at))).toBeUndefined();
	});

	it('does not open when it was cut short, anywhere', () => {
		const bytes = Buffer.from(sealer.seal(TEXT), 'base64url');
		for (let end = 0; end < bytes.length; end++) {
			expect(sealer.open(bytes.toString('base64url', 0, end))).toBeUndefined();
		}
	});

	it.each([
		['another secret', createSealer('b'.repeat(32), 'choose_segment').seal(TEXT)],
		['another purpose', createSealer(SECRET, 'choose_visit').seal(TEXT)],
		['nothing', ''],
		['plain text', TEXT],
		['text that is no base64', '!"§$%&/()=?'],
		['random bytes', randomBytes(200).toString('base64url')],
		['an enormous text', 'A'.repeat(1_000_000)],
	])('does not open when it is of %s', (_what, sealed) => {
		expect(sealer.open(sealed)).toBeUndefined();
	});
});
