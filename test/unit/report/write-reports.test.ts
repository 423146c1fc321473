import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { renderHtml } from '../../../integration/src/build/reporters/html.js';
import { renderJson } from '../../../integration/src/build/reporters/json.js';
import { writeReports } from '../../../integration/src/build/reporters/write-reports.js';
import { sampleReport } from '../../support/sample-report.js';

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'choose report '));
});
afterEach(async () => {
	await rm(folder, { recursive: true });
});

test.each(['reports', 'reports/', 'new/inside/new/'])('writes both files into %s', async (path) => {
	const written = await writeReports(sampleReport, pathToFileURL(join(folder, path)));
	expect(written.json).toEqual(pathToFileURL(join(folder, path, 'choose-report.json')));
	expect(written.html).toEqual(pathToFileURL(join(folder, path, 'choose-report.html')));
	expect(await readFile(written.json, 'utf8')).toBe(renderJson(sampleReport));
	expect(await readFile(written.html, 'utf8')).toBe(renderHtml(sampleReport));
});

test('replaces the reports of the build before', async () => {
	const directory = pathToFileURL(`${folder}/`);
	await writeReports(sampleReport, directory);
	const { json } = await writeReports({ ...sampleReport, plainPages: 0 }, directory);
	expect(JSON.parse(await readFile(json, 'utf8'))).toMatchObject({ plainPages: 0 });
});

test('lets an error of the disk through', async () => {
	await writeFile(join(folder, 'file'), '');
	await expect(writeReports(sampleReport, pathToFileURL(join(folder, 'file')))).rejects.toThrow(
		/EEXIST|ENOTDIR/,
	);
});
