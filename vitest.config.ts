import { defineConfig } from 'vitest/config';

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
					include: ['test/{integration,matrix,e2e,package}/**/*.test.ts'],
					// Real builds and real browsers, on machines with two cores.
					testTimeout: 60_000,
					hookTimeout: 240_000,
					maxWorkers: 2,
					fileParallelism: true,
				},
			},
		],
	},
});
