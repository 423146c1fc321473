import fc from 'fast-check';
import type { Rule } from '../../integration/src/definition/definition-types.js';
import { COOKIES, HEADERS, NAMES, PIECES } from './rule-patterns.js';

const latin1 = (text: string) => Array.from(text, (one) => (one <= 'ÿ' ? one : '')).join('');
const encodeAll = (text: string) =>
	[...new TextEncoder().encode(text.toWellFormed())]
		.map((byte) => `%${byte.toString(16)}`)
		.join('');
const spelled = fc
	.tuple(
		fc.array(fc.constantFrom(...PIECES, 'x'), { maxLength: 6 }),
		fc.array(fc.constantFrom('raw', 'encoded', 'lower'), { minLength: 6, maxLength: 6 }),
	)
	.map(([pieces, ways]) =>
		pieces
			.map((piece, at) => {
				if (ways[at] === 'raw') return latin1(piece);
				return ways[at] === 'encoded' ? encodeURIComponent(piece) : encodeAll(piece);
			})
			.join(''),
	);
const MALFORMED = [
	'%',
	'%zz',
	'%C3',
	'%ED%A0%80',
	'%F5%80%80%80',
	'%C0%80',
	'%80',
	'%E0%80%80',
	'a%2',
	'%F0%9F%98',
	'%C4a%B0',
];
const value = fc.oneof(
	{ weight: 8, arbitrary: spelled },
	fc.constantFrom('', ...MALFORMED),
	fc.tuple(spelled, fc.constantFrom(...MALFORMED), spelled).map((parts) => parts.join('')),
	fc
		.tuple(
			fc.constantFrom('a', '%61', 'ab', '%C3%BC', '%F0%9F%98%80'),
			fc.integer({ min: 510, max: 1026 }),
			spelled,
		)
		.map(([piece, times, end]) =>
			`${piece.repeat(Math.min(times, 6_000 / piece.length))}${end}`.slice(0, 6_500),
		),
);
const blanks = fc.constantFrom('', '', '', ' ', '\t ');
const query = fc
	.array(
		fc.oneof(
			fc
				.tuple(
					fc
						.constantFrom(...NAMES)
						.chain((name) =>
							fc.constantFrom(encodeURIComponent(name), encodeAll(name), latin1(name)),
						),
					value,
				)
				.map(([name, one]) => `${name}=${one}`),
			fc.constantFrom('', 'a', 'utm', '%61', '=', 'a%zz=1', 'aa=a'),
		),
		{ maxLength: 4 },
	)
	// A space ends a request line; what follows a number sign is not sent.
	.map((parts) => parts.join('&').replace(/[\s#]/g, ''));
const cookies = fc
	.array(
		fc
			.tuple(
				blanks,
				fc.constantFrom(...COOKIES, 'pla', 'xplan', 'plan b'),
				blanks,
				fc.constantFrom('=', '=', '=', ''),
				blanks,
				value,
				blanks,
			)
			.map((parts) => parts.join('')),
		{ maxLength: 4 },
	)
	.map((parts) => parts.join(';').trim());
const headers = fc.dictionary(
	fc.constantFrom(...HEADERS),
	value.map((one) => one.trim()).filter((one) => one !== ''),
);

/** A value that fits a pattern, or nearly: its wildcards made to characters, some letters in the other case, spelled in some way. */
function fitting(glob: string): fc.Arbitrary<string> {
	const filled = glob
		.replaceAll('\\\\', '\\')
		.replace(/\[!a\]|\[\^8\]/g, 'é')
		.replace(/\[ab\]|\[a-z\]|\{a,b\}/g, 'a')
		.replace('[À-ÿ]', 'ü')
		.replace('{,x*}', 'x1')
		.replace('[%]', '%')
		.replace('[😀]', '😀');
	return fc
		.record({
			run: fc.constantFrom('', 'a', 'é8', '😀', 'İ'),
			one: fc.constantFrom('a', 'ж', 'é', '%'),
			way: fc.infiniteStream(fc.constantFrom('raw', 'encoded', 'all')),
			flip: fc.boolean(),
		})
		.map(({ run, one, way, flip }) => {
			const text = filled.replaceAll('*', run).replaceAll('?', one);
			return Array.from(flip ? text.toUpperCase() : text)
				.map((character) => {
					const how = way.next().value;
					const isRaw = how === 'raw' && character <= 'ÿ' && !/[\s&;#+%]/.test(character);
					if (isRaw) return character;
					return how === 'all'
						? encodeAll(character)
						: encodeURIComponent(character.toWellFormed());
				})
				.join('');
		});
}

/** As much of a request as rules read, as it is written. */
export interface AskedOf {
	readonly query: string;
	readonly cookies: string;
	readonly headers: Record<string, string>;
}

/** A request that a rule is about. */
export function aimedAt(one: Rule): fc.Arbitrary<AskedOf> {
	const aim = (wanted: Rule['query'], separator: string, encode: (name: string) => string) =>
		fc
			.tuple(
				...Object.entries(wanted ?? {}).map(([name, globs]) =>
					fitting(globs === true ? 'a' : ([globs].flat()[0] ?? 'a')).map(
						(text) => `${encode(name)}=${text}`,
					),
				),
			)
			.map((parts) => parts.join(separator));
	return fc.record({
		query: aim(one.query, '&', encodeURIComponent),
		cookies: aim(one.cookie, '; ', (name) => name),
		headers: fc.constant(
			Object.fromEntries(
				Object.entries(one.header ?? {}).map(([name, glob]) => [
					name,
					latin1(String(glob)).trim() || 'a',
				]),
			),
		),
	});
}
/** Any request whose parts fit into nginx's buffers. */
export const askedAnything = fc
	.record({ query, cookies, headers })
	.filter(
		({ query: one, cookies: two, headers: three }) =>
			one.length < 7_000 && two.length < 7_500 && JSON.stringify(three).length < 7_500,
	);
