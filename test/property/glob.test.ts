import fc from 'fast-check';
import picomatch from 'picomatch';
import { expect, it } from 'vitest';
import { compileGlob } from '../../integration/src/audience/glob.js';
import { runs } from '../support/runs.js';

/** Without its shortcuts: by that for `*.*`, something has to follow the dot. */
const OPTIONS = {
	bash: true,
	dot: true,
	nonegate: true,
	noextglob: true,
	posix: true,
	fastpaths: false,
} as const;

it('a glob matches what picomatch matches', () => {
	const piece = fc.constantFrom(
		'a',
		'b',
		'c',
		'/',
		'.',
		'-',
		'*',
		'?',
		'[ab]',
		'[!a]',
		'[a-b]',
		'{a,b}',
		'{ab,c*}',
	);
	fc.assert(
		fc.property(
			fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join('')),
			fc.array(fc.constantFrom('a', 'b', 'c', '/', '.', '-'), { minLength: 1, maxLength: 7 }),
			(glob, letters) => {
				const value = letters.join('');
				// To picomatch "/" is special in some places although it matches values that are no paths.
				fc.pre(!glob.includes('/') && !value.includes('/') && !/^\.\.?$/.test(value));
				expect(compileGlob(glob)(value)).toBe(picomatch(glob, OPTIONS)(value));
			},
		),
		runs(1_500),
	);
});

it.each([
	['*a*a*a*b', 'a'.repeat(1_024), false],
	['*a*a*a*b', `${'a'.repeat(1_023)}b`, true],
	['*'.repeat(500), 'x'.repeat(1_024), true],
	['*?*?*?*?*?*?*?*?*z', 'x'.repeat(1_024), false],
])('%s against a long value is %#', (glob, value, matches) => {
	expect(compileGlob(glob)(value)).toBe(matches);
});

it.each([
	['a\\*b', 'a*b', true],
	['a\\*b', 'axb', false],
	['a\\', 'a\\', true],
	['[]a]', ']', true],
	['[!]]', ']', false],
	['[a', '[a', true],
	['a{b', 'a{b', true],
	['{a}', '{a}', true],
	['{a,{b,c}d}e', 'cde', true],
	['{a,{b,c}d}e', 'ae', true],
	['{a,{b,c}d}e', 'be', false],
	['{,x}a', 'a', true],
	['[a-]', '-', true],
	['a/*', 'a/b/c', true],
])('%s against %s: %s', (glob, value, matches) => {
	expect(compileGlob(glob)(value)).toBe(matches);
});
