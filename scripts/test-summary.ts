/** Prints the result of the last test run as one line, `N passed, N failed`. Fails when there is none, or nothing ran. */
import { readFileSync } from 'node:fs';
import { z } from 'astro/zod';

const results = z
	.object({
		numPassedTests: z.number(),
		numFailedTests: z.number(),
		numFailedTestSuites: z.number(),
	})
	.parse(JSON.parse(readFileSync(new URL('../.cache/test-results.json', import.meta.url), 'utf8')));

// A file that fails to load has no tests to count.
const failed = results.numFailedTests === 0 ? results.numFailedTestSuites : results.numFailedTests;
console.log(`${results.numPassedTests} passed, ${failed} failed`);
process.exitCode = results.numPassedTests === 0 || failed > 0 ? 1 : 0;
