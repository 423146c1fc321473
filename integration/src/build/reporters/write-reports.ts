import { mkdir, writeFile } from 'node:fs/promises';
import type { BuildReport } from '../report-types.js';
import { renderHtml } from './html.js';
import { renderJson } from './json.js';

/** What the reports of a build are called. */
export const REPORT_FILES = { json: 'choose-report.json', html: 'choose-report.html' } as const;

/** Where the reports of a build are. */
export interface WrittenReports {
	readonly json: URL;
	readonly html: URL;
}

/**
 * Writes `choose-report.json` and `choose-report.html` into a directory, which is made if it is missing and must not be one that is
 * served. Lets every error through: the caller decides that a report never fails a build.
 */
export async function writeReports(report: BuildReport, directory: URL): Promise<WrittenReports> {
	const base = directory.pathname.endsWith('/') ? directory : new URL(`${directory.href}/`);
	const json = new URL(REPORT_FILES.json, base);
	const html = new URL(REPORT_FILES.html, base);
	await mkdir(base, { recursive: true });
	await Promise.all([writeFile(json, renderJson(report)), writeFile(html, renderHtml(report))]);
	return { json, html };
}
