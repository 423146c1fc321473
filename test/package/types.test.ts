import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { runNode } from '../support/process.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** `line code` of every error that `astro check` finds in a fixture. */
async function checkTypes(fixture: string): Promise<string[]> {
	const root = join(ROOT, 'test/fixtures', fixture);
	const { output: colored } = await runNode(
		[join(ROOT, 'node_modules/astro/bin/astro.mjs'), 'check', '--root', root],
		{ cwd: ROOT },
	);
	const output = stripVTControlCharacters(colored);
	expect(output).toMatch(/Result \(\d+ files?\)/);
	const found = [...output.matchAll(/\.(?:astro|ts).*?:(\d+):\d+.*?error.*?ts\((\d+)\)/g)]
		.map(([, line, code]) => `${String(line)} ${String(code)}`)
		.sort();
	expect(output).toContain(`- ${found.length} errors`);
	return found;
}

it('accepts every correct use of names and payloads', async () => {
	expect(await checkTypes('types-must-pass')).toEqual([]);
});

it('refuses each wrong name, payload, flag and kind where it stands', async () => {
	const page = await readFile(
		join(ROOT, 'test/fixtures/types-must-fail/src/pages/index.astro'),
		'utf8',
	);
	const expected = page
		.split('\n')
		.flatMap((line, index) =>
			[...line.matchAll(/expect ts\((\d+)\)/g)].map(([, code]) => `${index + 1} ${String(code)}`),
		)
		.sort();
	expect(expected.length).toBeGreaterThan(10);
	expect(await checkTypes('types-must-fail')).toEqual(expected);
});
