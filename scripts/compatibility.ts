/**
 * Writes `docs/compatibility.md` from the last result of each test: a row for each feature that a suite of `test/matrix` names. Fails when one
 * of them failed or did not run, and with `--check` when the page is not what the run says.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import { z } from 'astro/zod';
import { RELIANCES } from '#built/astro-internals.js';
import { compatibilityPage, type MatrixTest } from './compatibility-page.ts';
import { readTestResults } from './test-results.ts';
import { ROWS } from './versions/table.ts';

const PAGE = new URL('../docs/compatibility.md', import.meta.url);
const PREFIX = 'Matrix: ';

const { devDependencies: versions } = z
	.object({ devDependencies: z.record(z.string(), z.string()) })
	.parse(readJson('../package.json'));

const tests = readTestResults()
	.flatMap(({ assertionResults }) => assertionResults)
	.flatMap(({ ancestorTitles: [group = '', feature, ...parts], title, status }): MatrixTest[] =>
		group.startsWith(PREFIX) && feature !== undefined
			? [
					{
						group: group.slice(PREFIX.length),
						feature,
						title: [...parts, title].join(': '),
						status,
					},
				]
			: [],
	);
const failed = tests.filter(({ status }) => status !== 'passed');
if (tests.length === 0 || failed.length > 0) {
	const names = failed.map(({ group, feature, title }) => `${group} › ${feature} › ${title}`);
	fail(['The matrix did not pass as a whole in the last test run.', ...names].join('\n'));
}

const page = await prettier.format(
	compatibilityPage(tests, { versions, tried: ROWS, reliances: RELIANCES }),
	{
		...(await prettier.resolveConfig(fileURLToPath(PAGE))),
		filepath: fileURLToPath(PAGE),
	},
);
if (!process.argv.includes('--check')) {
	writeFileSync(PAGE, page);
} else if (readFileSync(PAGE, 'utf8') !== page) {
	fail('docs/compatibility.md is not what the tests say: run `npm run compatibility`.');
}
console.log(`${new Set(tests.map(({ feature }) => feature)).size} features, ${tests.length} tests`);

function readJson(file: string): unknown {
	return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
}

function fail(message: string): never {
	console.error(message);
	process.exit(1);
}
