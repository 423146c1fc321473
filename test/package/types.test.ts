import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { runNode } from '../support/process.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FIXTURE = join(ROOT, 'test/fixtures/types');
const WRONG = 'src/pages/wrong.astro';

/** `file line code` of every error that `astro check` finds in the fixture. */
let found: readonly string[];

beforeAll(async () => {
	const { output: colored } = await runNode(
		[join(ROOT, 'node_modules/astro/bin/astro.mjs'), 'check', '--root', FIXTURE],
		{ cwd: ROOT },
	);
	const output = stripVTControlCharacters(colored);
	// The definitions, the configuration, both pages, and what Astro generates.
	expect(output).toMatch(/Result \([4-9] files\)/);
	found = [...output.matchAll(/(\S+\.(?:astro|ts|mjs)).*?:(\d+):\d+.*?error.*?ts\((\d+)\)/g)]
		.map(([, file = '', line, code]) => `${file} ${String(line)} ${String(code)}`)
		.sort();
	expect(output).toContain(`- ${found.length} errors`);
});

it('accepts every correct use of names and payloads', async () => {
	expect(await readFile(join(FIXTURE, 'src/pages/right.astro'), 'utf8')).toContain('<Headline');
	expect(found.filter((error) => !error.includes('wrong.astro '))).toEqual([]);
});

it('refuses each wrong name, payload, flag and kind where it stands', async () => {
	const page = await readFile(join(FIXTURE, WRONG), 'utf8');
	const expected = page
		.split('\n')
		.flatMap((line, index) =>
			[...line.matchAll(/expect ts\((\d+)\)/g)].map(([, code]) => `${index + 1} ${String(code)}`),
		)
		.sort();
	expect(expected.length).toBeGreaterThan(10);
	const refused = found
		.filter((error) => error.includes('wrong.astro '))
		.map((error) => error.replace(/^\S+ /, ''));
	expect(refused.toSorted()).toEqual(expected);
});
