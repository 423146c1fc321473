import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'astro/zod';

/** Where each run of the tests leaves its report, under the name of the npm script that ran them. */
const FOLDER = new URL('../.cache/test-results/', import.meta.url);

const fileSchema = z.object({
	name: z.string(),
	status: z.string(),
	message: z.string().optional(),
	startTime: z.number(),
	endTime: z.number(),
	assertionResults: z.array(
		z.object({
			ancestorTitles: z.array(z.string()),
			fullName: z.string(),
			title: z.string(),
			status: z.string(),
			failureMessages: z.array(z.string()).nullish(),
		}),
	),
});
const reportSchema = z.object({ testResults: z.array(fileSchema) });

/** What a test file has last reported. */
export type TestFile = z.output<typeof fileSchema>;

/** The last result of every test file, from all reports. */
export function readTestResults(): readonly TestFile[] {
	const reports = readdirSync(FOLDER)
		.filter((name) => name.endsWith('.json'))
		.map((name) => reportSchema.parse(JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'))));
	const files = new Map<string, TestFile>();
	for (const file of reports.flatMap(({ testResults }) => testResults)) {
		const other = files.get(file.name);
		if (other === undefined || other.startTime < file.startTime) files.set(file.name, file);
	}
	return [...files.values()];
}

/** Leaves what a script has tried beside the reports of the tests; `failure`: why it failed. */
export function writeResults(
	script: string,
	tried: readonly { readonly title: string; readonly failure?: string | undefined }[],
): void {
	const failed = tried.filter(({ failure }) => failure !== undefined);
	const now = Date.now();
	const file: TestFile = {
		name: script,
		status: failed.length === 0 ? 'passed' : 'failed',
		startTime: now,
		endTime: now,
		assertionResults: tried.map(({ title, failure }) => ({
			ancestorTitles: [],
			fullName: title,
			title,
			status: failure === undefined ? 'passed' : 'failed',
			failureMessages: failure === undefined ? [] : [failure],
		})),
	};
	mkdirSync(FOLDER, { recursive: true });
	const report: z.input<typeof reportSchema> = { testResults: [file] };
	writeFileSync(new URL(`${script.replaceAll(/\W+/g, '-')}.json`, FOLDER), JSON.stringify(report));
}
