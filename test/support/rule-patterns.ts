import fc from 'fast-check';
import type { PatternOrPresence, Rule } from '../../integration/src/definition/definition-types.js';

export const NAMES = ['a', 'utm', 'ü', 'x y', 'p+', '100%', 'a"b;$c{d}\\'];
export const COOKIES = ['plan', 'b', 'choose_"', 'a.b'];
export const HEADERS = ['x-a', 'x-plan'];

/** Pieces that patterns and values are made of, so that they meet. */
export const PIECES = [
	'a', 'b', 'A', 'B', 'k', 'K', 's', '1', '8', '0', 'C4', 'ab', 'pro', 'é', 'É', 'ü', 'ß', 'ÿ', 'Ÿ', 'ж', 'Ж', '😀', '𐐀', '𐐨',
	'İ', 'i', 'I', 'i̇', '\u0307', 'K', 'σ', 'Σ', 'ς', ' ', '+', '%', '"', '\\\\', '$', ';', '{', '}', "'", '#', '=', '&', '/', '.', '-', '~',
]; // prettier-ignore
const WILDCARDS = [
	'*',
	'?',
	'[ab]',
	'[!a]',
	'[a-z]',
	'[À-ÿ]',
	'[^8]',
	'{a,b}',
	'{,x*}',
	'[%]',
	'[😀]',
];

const pattern = fc
	.array(
		fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...PIECES) }, fc.constantFrom(...WILDCARDS)),
		{
			minLength: 1,
			maxLength: 5,
		},
	)
	.map((pieces) => pieces.join(''))
	// What a capital sigma is in lower case depends on what a wildcard stands for.
	.filter((glob) => !(/[σςΣ]/.test(glob) && /[*?[{]/.test(glob)));
const patterns: fc.Arbitrary<PatternOrPresence> = fc.oneof(
	{ weight: 5, arbitrary: pattern },
	fc.array(pattern, { minLength: 1, maxLength: 3 }),
	fc.constant<true>(true),
);
const { rule } = fc.letrec<{ rule: Rule }>((tie) => ({
	rule: fc
		.record(
			{
				query: fc.dictionary(fc.constantFrom(...NAMES), patterns, { minKeys: 1, maxKeys: 2 }),
				cookie: fc.dictionary(fc.constantFrom(...COOKIES), patterns, { minKeys: 1, maxKeys: 2 }),
				header: fc.dictionary(fc.constantFrom(...HEADERS), pattern, { minKeys: 1, maxKeys: 1 }),
				anyOf: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }),
				not: tie('rule'),
			},
			{ requiredKeys: [] },
		)
		.filter((made) => Object.keys(made).length > 0),
}));
/** Rules of one condition, most of them, and rules of several. */
export const writtenRule = fc.oneof(
	{
		weight: 3,
		arbitrary: fc
			.tuple(fc.constantFrom(...NAMES), pattern)
			.map(([name, one]): Rule => ({ query: { [name]: one } })),
	},
	{
		weight: 3,
		arbitrary: fc
			.tuple(fc.constantFrom(...COOKIES), pattern)
			.map(([name, one]): Rule => ({ cookie: { [name]: one } })),
	},
	{
		weight: 1,
		arbitrary: fc
			.tuple(fc.constantFrom(...HEADERS), pattern)
			.map(([name, one]): Rule => ({ header: { [name]: one } })),
	},
	rule,
);
