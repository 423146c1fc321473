import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** A build or a browser of a test takes more than the processor of its worker; with two, they wait for one another as they may. */
const maxWorkers = Math.max(2, Math.floor(availableParallelism() * 0.75));

/**
 * Real builds, servers and browsers, on machines with two cores that may be busy. A file shares its process with others: what is
 * imported is imported once.
 */
const REAL_PARTS = {
	testTimeout: 60_000,
	hookTimeout: 240_000,
	maxWorkers,
	isolate: false,
};

/** Nothing but functions and objects. How fast a test is says nothing on a busy machine: the limits end what hangs. */
const IN_PROCESS = {
	testTimeout: 30_000,
	hookTimeout: 30_000,
	maxWorkers,
	// The files of a worker share their modules: most of the time went into loading them again.
	isolate: false,
	// Threads have a quarter of the stack of the process that builds or serves a site.
	pool: 'forks',
} as const;

/** What fails once is tried again, and is named at the end of `.ci/run`. */
const WITH_SECOND_TRY = { ...REAL_PARTS, retry: 1 };

/** The npm script that runs, with the shard it runs: a report replaces only that of the same tests. */
const [shard = ''] = /--shard[= ]\S+/.exec(process.argv.join(' ')) ?? [];
const run = `${process.env.npm_lifecycle_event ?? 'vitest'}${shard}`.replaceAll(/\W+/g, '-');

export default defineConfig({
	test: {
		reporters: ['default', ['json', { outputFile: `.cache/test-results/${run}.json` }]],
		projects: [
			{ test: { name: 'unit', include: ['test/{unit,contract}/**/*.test.ts'], ...IN_PROCESS } },
			{ test: { name: 'property', include: ['test/property/**/*.test.ts'], ...IN_PROCESS } },
			{
				test: {
					name: 'site',
					include: ['test/e2e/**/*.test.ts', 'test/package/types.test.ts'],
					...REAL_PARTS,
				},
			},
			{
				test: {
					name: 'faults',
					include: ['test/faults/common/**/*.test.ts'],
					...REAL_PARTS,
				},
			},
			{
				test: {
					name: 'built',
					include: ['test/{integration,faults/live,package}/**/*.test.ts'],
					exclude: ['test/package/types.test.ts'],
					...WITH_SECOND_TRY,
				},
			},
			{
				test: {
					name: 'matrix',
					include: ['test/matrix/**/*.test.ts'],
					...WITH_SECOND_TRY,
				},
			},
			{
				test: {
					name: 'conformance',
					include: ['test/conformance/*.test.ts'],
					globalSetup: 'test/conformance/workshop/global-setup.ts',
					...REAL_PARTS,
				},
			},
			{
				test: {
					name: 'urls',
					include: ['test/conformance/urls/*.test.ts'],
					globalSetup: 'test/conformance/workshop/global-setup.ts',
					...WITH_SECOND_TRY,
				},
			},
		],
	},
});
