import { appendFile, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
	appendToLog,
	readLog,
	type LoggedChange,
} from '../../../integration/src/store/decision-log.js';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-01-31T12:00:00Z');

let folder: string;
let file: URL;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'choose-log-'));
	file = pathToFileURL(join(folder, 'decisions.ndjson'));
});
afterEach(() => rm(folder, { recursive: true }));

const change = (name: string, time = NOW): LoggedChange => ({
	time: new Date(time).toISOString(),
	build: 'one',
	segment: 'pro',
	device: 'mobile',
	experience: name,
	old: null,
	new: 'digest',
	reason: 'choice',
});
const append = (name: string, { at = NOW, keep = 10 * HOUR, mostBytes = 1e6 } = {}) =>
	appendToLog(file, [change(name, at)], at, { keep, mostBytes });
const names = () => readLog(file).map(({ experience }) => experience);

describe('the decision log', () => {
	it('is read as it was written, in order', async () => {
		await append('a');
		await append('b');
		expect(readLog(file)).toEqual([change('a'), change('b')]);
	});

	it('has whole lines, however many write at once', async () => {
		const written = Array.from({ length: 40 }, (_, index) => `experience-${index}`);
		await Promise.all(written.map((name) => append(name)));
		expect(names().toSorted()).toEqual(written.toSorted());
	});

	it.each([
		{ damage: 'a line cut off', text: '{"time":"2026-01-31T1' },
		{ damage: 'a line of something else', text: '{"time":"yesterday"}\n' },
		{ damage: 'an empty line', text: '\n' },
	])('loses nothing to $damage', async ({ text }) => {
		await append('a');
		await appendFile(file, text);
		expect(names()).toEqual(['a']);
		await append('b');
		expect(names()).toEqual(['a', 'b']);
	});

	it('is nothing where there is none', () => {
		expect(readLog(file)).toEqual([]);
	});

	it('begins another file when one is full, and keeps five', async () => {
		for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await append(name, { mostBytes: 10 });
		expect((await readdir(folder)).sort()).toEqual([
			'decisions.ndjson',
			'decisions.ndjson.1',
			'decisions.ndjson.2',
			'decisions.ndjson.3',
			'decisions.ndjson.4',
		]);
		expect(names()).toEqual(['c', 'd', 'e', 'f', 'g']);
	});

	it('begins another file when one begins with a line that is too old', async () => {
		await append('a');
		await append('b', { at: NOW + 9 * HOUR });
		await append('c', { at: NOW + 11 * HOUR });
		expect(names()).toEqual(['a', 'b', 'c']);
		expect((await stat(new URL(`${file.href}.1`))).size).toBeGreaterThan(0);
	});

	it('removes a file whose last line is too old', async () => {
		await append('a', { mostBytes: 10 });
		await append('b', { mostBytes: 10 });
		const past = new Date(NOW - 11 * HOUR);
		await utimes(new URL(`${file.href}.1`), past, past);
		await append('c', { mostBytes: 1e6 });
		expect(names()).toEqual(['b', 'c']);
	});

	it('throws where it cannot be written', async () => {
		await writeFile(join(folder, 'file'), '');
		const below = pathToFileURL(join(folder, 'file/decisions.ndjson'));
		await expect(appendToLog(below, [change('a')], NOW, { keep: HOUR })).rejects.toThrow('ENOTDIR');
	});
});
