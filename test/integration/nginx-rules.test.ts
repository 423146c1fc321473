import { request } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileRule } from '../../integration/src/audience/rules.js';
import type { PatternOrPresence, Rule } from '../../integration/src/definition/definition-types.js';
import { addHostMap } from '../../integration/src/export/nginx/host-map.js';
import { createRuleCompiler } from '../../integration/src/export/nginx/rule-maps.js';
import { createMapWriter } from '../../integration/src/export/nginx/syntax.js';
import { factsOf } from '../support/facts.js';
import { startNginx, type RunningNginx } from '../support/nginx.js';

const NAMES = ['a', 'utm', 'ü', 'x y', 'p+', '100%', 'a"b;$c{d}\\'];
const COOKIES = ['plan', 'b', 'choose_"', 'a.b'];
const HEADERS = ['x-a', 'x-plan'];

/** Pieces that patterns and values are made of, so that they meet. */
const PIECES = [
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
const single = fc.oneof(
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

interface Given {
	readonly query: string;
	readonly cookies: string;
	readonly headers: Record<string, string>;
}

/** A request that a rule is about. */
function aimedAt(one: Rule): fc.Arbitrary<Given> {
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
const asked = fc
	.record({ query, cookies, headers })
	.filter(
		({ query: one, cookies: two, headers: three }) =>
			one.length < 7_000 && two.length < 7_500 && JSON.stringify(three).length < 7_500,
	);

const seed = Number(process.env.CHOOSE_TEST_SEED ?? 20_261);
const rules = fc.sample(single, { numRuns: 40, seed }).filter(isCompilable);
const HOSTS = [
	{ hostname: 'shop.example.com' },
	{ hostname: '**.any.example.com' },
	{ hostname: '*.one.example.com', protocol: 'http' },
	{ hostname: 'port.example.com', port: '8080' },
	{ hostname: 'never.example.com', port: '80' },
	{ hostname: 'tls.example.com', protocol: 'https' },
];

// A long name of many letters may not fit; that such a rule is refused is another test's.
function isCompilable(one: Rule): boolean {
	try {
		createRuleCompiler(createMapWriter())(one);
		return true;
	} catch {
		return false;
	}
}

function ask(
	url: string,
	{
		query: args,
		cookies: cookie,
		headers: others,
	}: {
		query: string;
		cookies: string;
		headers: Record<string, string>;
	},
): Promise<{ bits: string; status: number | undefined }> {
	return new Promise((resolve, reject) => {
		const path = args === '' ? '/' : `/?${args}`;
		const sent = request(
			url,
			{ path, headers: { ...others, ...(cookie !== '' && { cookie }) } },
			(response) => {
				response.resume();
				response.on('end', () => {
					resolve({ bits: String(response.headers['x-bits']), status: response.statusCode });
				});
			},
		);
		sent.on('error', reject);
		sent.end();
	});
}

describe('rules in nginx', () => {
	let nginx: RunningNginx;
	beforeAll(async () => {
		const maps = createMapWriter();
		addHostMap(maps, HOSTS);
		const compile = createRuleCompiler(maps);
		const bits = rules.map(compile).join('');
		nginx = await startNginx(() => ({
			http: `variables_hash_max_size 8192; variables_hash_bucket_size 256;\n${maps.toString()}`,
			server: `location / { add_header X-Bits "${bits}"; add_header X-Host $choose_host; return 200; }`,
		}));
	});
	afterAll(() => nginx.stop());

	it(`match exactly whom they match here (seed ${seed})`, async () => {
		const tests = rules.map((one) => compileRule(one, () => undefined));
		let matched = 0;
		await fc.assert(
			fc.asyncProperty(fc.oneof(asked, ...rules.map(aimedAt)), async (given) => {
				const facts = factsOf(given);
				const expected = tests.map((test) => (test(facts) ? 1 : 0));
				const { bits, status } = await ask(nginx.url, given);
				expect(status).toBe(200);
				const wrong = expected.flatMap((bit, at) =>
					String(bit) === bits[at] ? [] : [{ rule: rules[at], expected: bit }],
				);
				matched += expected.filter((bit) => bit === 1).length;
				expect(wrong).toEqual([]);
			}),
			{ numRuns: 1_000, seed, endOnFailure: true },
		);
		expect(matched).toBeGreaterThan(100);
		expect(nginx.errors()).toBe('');
	});
});
