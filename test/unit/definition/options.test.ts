import { describe, expect, it } from 'vitest';
import { parseOptions } from '../../../integration/src/options.js';
import { problemsIn } from '../../support/errors.js';

const GOOD = { org: 'acme', project: 'web' };
const problemsOf = (options: unknown) => problemsIn(() => parseOptions(options));

describe('options', () => {
	it('are completed', () => {
		expect(parseOptions(GOOD)).toEqual({
			...GOOD,
			auth: 'query',
			timeout: 5_000,
			concurrency: 4,
			decisions: 'choose',
			strict: false,
			budget: { page: 64, total: 20_000 },
			maxAge: 300,
			staleIfError: 86_400,
			config: 'src/choose.config.ts',
			seed: 'choose.seed.json',
			edge: { targets: [], maxAge: 60, swr: 86_400, nginx: { brotliModule: false } },
			live: {
				swapWithin: 10,
				idle: 900,
				renderTimeout: 5_000,
				variants: 5_000,
				memory: 67_108_864,
				disk: 536_870_912,
				keep: 604_800,
			},
			control: '/_choose',
			renderTimeout: 5_000,
			diagnostics: true,
		});
	});

	it('complete a budget that says one thing', () => {
		expect(parseOptions({ ...GOOD, budget: { page: 8 } }).budget).toEqual({
			page: 8,
			total: 20_000,
		});
	});

	it.each([
		['nothing', undefined, 'choose()', 'a value of type object', 'nothing'],
		['no organisation', { project: 'web' }, 'choose().org', 'a value of type string', 'nothing'],
		[
			'a blank project',
			{ ...GOOD, project: ' ' },
			'choose().project',
			'the slug from your Intempt URL',
			'" "',
		],
		[
			'another protocol',
			{ ...GOOD, url: 'ftp://x' },
			'choose().url',
			'an http or https URL',
			'"ftp://x"',
		],
		[
			'a bare host',
			{ ...GOOD, url: 'api.intempt.com' },
			'choose().url',
			'an http or https URL',
			'"api.intempt.com"',
		],
		[
			'another way to authenticate',
			{ ...GOOD, auth: 'bearer' },
			'choose().auth',
			'"query" or "basic"',
			'"bearer"',
		],
		['no time', { ...GOOD, timeout: 0 }, 'choose().timeout', 'at least 1 (number)', '0'],
		['a fraction', { ...GOOD, maxAge: 0.5 }, 'choose().maxAge', 'a value of type int', '0.5'],
		[
			'too many calls at once',
			{ ...GOOD, concurrency: 65 },
			'choose().concurrency',
			'at most 64 (number)',
			'65',
		],
		[
			'other decisions',
			{ ...GOOD, decisions: 'off' },
			'choose().decisions',
			'"choose" or "defaults" or "lockfile"',
			'"off"',
		],
		[
			'a budget that is a number',
			{ ...GOOD, budget: 8 },
			'choose().budget',
			'a value of type object',
			'8',
		],
	])('may not be or have %s', (_what, options, path, expected, found) => {
		expect(problemsOf(options)).toEqual([
			{ name: 'InvalidValue', path, expected, found, hint: `Correct ${path}.` },
		]);
	});

	it('name every unknown key', () => {
		const problems = problemsOf({ ...GOOD, strct: true, budget: { pages: 3 } });
		expect(problems).toEqual(
			['choose().budget.pages', 'choose().strct'].map((path) => ({
				name: 'UnknownKey',
				path,
				expected: 'a documented key',
				found: JSON.stringify(path.split('.').at(-1)),
				hint: `Remove ${path} or correct its spelling.`,
			})),
		);
	});

	it('do not show a key that was put among them', () => {
		const [problem] = problemsOf({ ...GOOD, apiKey: 'prefix.topsecret' });
		expect(problem).toMatchObject({ name: 'UnknownKey', path: 'choose().apiKey' });
		expect(JSON.stringify(problem)).not.toContain('topsecret');
	});
});
