/**
 * Prints the result of the last test run: each test that failed with its first lines of reason, then one line,
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
const reason = (message: string): string =>
	message.split('\n').slice(0, LINES_OF_REASON).join('\n    ');

for (const file of results.testResults) {
	const failures = file.assertionResults.filter((test) => test.status === 'failed');
	if (file.status === 'failed' && failures.length === 0) {
		console.log(`failed: ${file.name}\n    ${reason(file.message ?? '')}`);
	}
	for (const test of failures) {
		console.log(
			`failed: ${file.name} > ${test.fullName}\n    ${reason(test.failureMessages?.join('\n') ?? '')}`,
		);
	}
}

// A file that fails to load has no tests to count.
const failed = results.numFailedTests === 0 ? results.numFailedTestSuites : results.numFailedTests;
console.log(`${results.numPassedTests} passed, ${failed} failed`);
process.exitCode = results.numPassedTests === 0 || failed > 0 ? 1 : 0;
