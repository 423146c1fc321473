/**
 * Prints what the test runs since the results were last removed came to: each test that failed, if only at first, with the first lines
 * of the reason, then one line, `N passed, N failed`. Fails when there is no result, or nothing ran.
 */
import { readTestResults } from './test-results.ts';

const LINES_OF_REASON = 8;

const files = readTestResults();
for (const { name, status, message = '', assertionResults } of files) {
	const told = assertionResults.filter((test) => (test.failureMessages?.length ?? 0) > 0);
	for (const test of told) {
		// It failed once: worth mending, though the second try passed.
		const outcome = test.status === 'passed' ? 'passed at the second try' : test.status;
		print(`${outcome}: ${name} > ${test.fullName}`, test.failureMessages?.join('\n') ?? '');
	}
	if (status === 'failed' && told.length === 0) print(`failed: ${name}`, message);
}

const tests = files.flatMap(({ assertionResults }) => assertionResults);
const count = (status: string) => tests.filter((test) => test.status === status).length;
// A file that fails to load, or a hook that fails, has no tests that failed.
const failedFiles = files.filter(({ status }) => status === 'failed').length;
const passed = count('passed');
const failed = Math.max(count('failed'), failedFiles);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = passed === 0 || failed > 0 ? 1 : 0;

function print(what: string, why: string): void {
	console.log([what, ...why.split('\n').slice(0, LINES_OF_REASON)].join('\n    '));
}
