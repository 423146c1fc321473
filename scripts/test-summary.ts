/**
 * Prints the result of the last test run: each test that failed, if only at first, with the first lines of the reason, then one line,
 * `N passed, N failed`. Fails when there is no result, or nothing ran.
 */
import { readFileSync } from 'node:fs';
import { z } from 'astro/zod';

const results = z
	.object({
		numPassedTests: z.number(),
		numFailedTests: z.number(),
		numFailedTestSuites: z.number(),
		testResults: z.array(
			z.object({
				name: z.string(),
				status: z.string(),
				message: z.string().optional(),
				assertionResults: z.array(
					z.object({
						fullName: z.string(),
						status: z.string(),
						failureMessages: z.array(z.string()).nullish(),
					}),
				),
			}),
		),
	})
	.parse(JSON.parse(readFileSync(new URL('../.cache/test-results.json', import.meta.url), 'utf8')));

const LINES_OF_REASON = 8;

for (const { name, status, message = '', assertionResults } of results.testResults) {
	const told = assertionResults.filter((test) => (test.failureMessages?.length ?? 0) > 0);
	for (const test of told) {
		// It failed once: worth mending, though the second try passed.
		const outcome = test.status === 'passed' ? 'passed at the second try' : test.status;
		print(`${outcome}: ${name} > ${test.fullName}`, test.failureMessages?.join('\n') ?? '');
	}
	if (status === 'failed' && told.length === 0) print(`failed: ${name}`, message);
}

// A file that fails to load has no tests to count.
const failed = results.numFailedTests === 0 ? results.numFailedTestSuites : results.numFailedTests;
console.log(`${results.numPassedTests} passed, ${failed} failed`);
process.exitCode = results.numPassedTests === 0 || failed > 0 ? 1 : 0;

function print(what: string, why: string): void {
	console.log([what, ...why.split('\n').slice(0, LINES_OF_REASON)].join('\n    '));
}
