import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestContent } from '../../../../integration/src/store/content-digest.js';
import { openStore } from '../../../../integration/src/store/fs-store.js';
import {
	keepBuild,
	limitBuilds,
	openKeptBuild,
} from '../../../../integration/src/store/history/kept-builds.js';
import { definitionOf } from '../../../support/definition.js';
import { createServerFolder, page, type ServerFolder } from '../store-folder.js';

const PAGE = page('one');
const NOW = Date.UTC(2026, 5, 1);
const HOUR = 3_600_000;

let server: ServerFolder;
let elsewhere: URL;
let id: string;
beforeEach(async () => {
	server = await createServerFolder([PAGE]);
	elsewhere = pathToFileURL(`${await mkdtemp(join(tmpdir(), 'choose-builds-'))}/`);
	const store = openStore(server.url, { memoryBytes: 1 });
	({ id } = store);
	store.close();
});
afterEach(async () => {
	await server.remove();
	await rm(elsewhere, { recursive: true });
});

const keep = (builds: URL) => keepBuild(builds, { id, folder: server.url }, definitionOf());
function readKept(builds: URL): Buffer | undefined {
	const kept = openKeptBuild(builds, id, server.url);
	const bytes = kept?.store.read(digestContent(PAGE), 'identity');
	kept?.store.close();
	return bytes;
}

describe('a build that is kept', () => {
	it('is there after the next deploy', async () => {
		expect(await keep(elsewhere)).toBe(true);
		expect(await keep(elsewhere)).toBe(false);
		await rm(server.file('variants/'), { recursive: true });
		expect(readKept(elsewhere)).toEqual(PAGE);
	});

	it('is not copied into its own server folder, and is read from there', async () => {
		const builds = server.file('choose-state/history/builds/');
		await keep(builds);
		expect(await readdir(new URL(`${id}/`, builds))).toEqual(['segments.json']);
		expect(readKept(builds)).toEqual(PAGE);
		await writeFile(
			server.file('variants/index.json'),
			JSON.stringify({ ...server.index, defaults: 'x' }),
		);
		expect(readKept(builds)).toBeUndefined();
	});
});

describe('the builds that are kept', () => {
	const make = async (name: string, time: number) => {
		await mkdir(new URL(name, elsewhere));
		await utimes(new URL(name, elsewhere), new Date(time), new Date(time));
	};
	const left = async () => (await readdir(elsewhere)).sort();

	it('are the present one and the ten newest beside it', async () => {
		await make('present', NOW - 99 * HOUR);
		for (let age = 10; age < 25; age++) await make(`build-${age}`, NOW - age * HOUR);
		await limitBuilds(elsewhere, 'present', NOW);
		const newest = Array.from({ length: 10 }, (_, index) => `build-${10 + index}`);
		expect(await left()).toEqual([...newest, 'present']);
	});

	it('are without copies that were abandoned, but with one that is being made', async () => {
		await make('one.7.partial', NOW - 2 * HOUR);
		await make('two.8.partial', NOW - HOUR / 2);
		await limitBuilds(elsewhere, 'present', NOW);
		expect(await left()).toEqual(['two.8.partial']);
	});
});
