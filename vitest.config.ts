import { defineConfig } from 'vitest/config';

/**
 * Real builds, servers and browsers, on machines with two cores that may be busy: what fails once is tried again, and is named at the end
 * of `.ci/run`.
 */
const BUILDS = {
	testTimeout: 60_000,
	hookTimeout: 240_000,
	maxWorkers: 2,
	fileParallelism: true,
	retry: 1,
};

export default defineConfig({
	test: {
		reporters: ['default', ['json', { outputFile: '.cache/test-results.json' }]],
		projects: [
			{
				test: {
					name: 'unit',
					include: ['test/{unit,contract,property}/**/*.test.ts'],
				},
			},
			{
				test: {
					name: 'built',
					include: ['test/{integration,e2e,faults,package}/**/*.test.ts'],
					...BUILDS,
				},
			},
			{
				test: {
					name: 'matrix',
					include: ['test/matrix/**/*.test.ts'],
					...BUILDS,
				},
			},
			{
				test: {
					name: 'conformance',
					include: ['test/conformance/**/*.test.ts'],
					globalSetup: 'test/conformance/workshop/global-setup.ts',
					...BUILDS,
				},
			},
		],
	},
});
