import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeptSnapshots } from '../../../integration/src/build/kept-snapshots.js';
import type { Snapshot } from '../../../integration/src/decisions/snapshot.js';
import { replyOf } from './fake-choose.js';

const SOURCE = 'https://api.intempt.com acme web';
const snapshot = (segment: string, device: Snapshot['device'], fetchedAt: number): Snapshot => ({
	segment,
	device,
	fetchedAt,
	reply: replyOf({ one: `${segment} at ${fetchedAt}` }, { slots: ['a', null] }),
});

let cacheDir: URL;
beforeEach(async () => {
	cacheDir = pathToFileURL(`${await mkdtemp(join(tmpdir(), 'choose-kept-'))}/`);
});
afterEach(() => rm(cacheDir, { recursive: true }));
const kept = (source = SOURCE, identityOf = (segment: string) => `profile of ${segment}`) =>
	createKeptSnapshots(cacheDir, source, identityOf);

describe('kept snapshots', () => {
	it('are there in the next build', async () => {
		const snapshots = [snapshot('a', 'desktop', 100), snapshot('a', 'mobile', 100)];
		await kept().save(snapshots);
		expect(await kept().load(150, 100)).toEqual(snapshots);
	});

	it.each([
		['as old as they may be', 300, 1],
		['older', 301, 0],
	])('count %s: at %i there are %i', async (_age, now, count) => {
		await kept().save([snapshot('a', 'desktop', 100)]);
		expect(await kept().load(now, 200)).toHaveLength(count);
	});

	it('are not those of a profile that the segment no longer has', async () => {
		await kept().save([snapshot('a', 'desktop', 100), snapshot('b', 'desktop', 100)]);
		const renamed = (segment: string) => `${segment === 'a' ? 'new ' : ''}profile of ${segment}`;
		const loaded = await kept(SOURCE, renamed).load(100, 100);
		expect(loaded.map(({ segment }) => segment)).toEqual(['b']);
	});

	it('are replaced by newer ones of the same segment and device, beside the others', async () => {
		await kept().save([snapshot('a', 'desktop', 1), snapshot('b', 'desktop', 1)]);
		await kept().save([snapshot('b', 'desktop', 2), snapshot('b', 'mobile', 2)]);
		expect(await kept().load(2, 10)).toEqual([
			snapshot('a', 'desktop', 1),
			snapshot('b', 'desktop', 2),
			snapshot('b', 'mobile', 2),
		]);
	});

	it('of another project are not used', async () => {
		await kept('https://api.intempt.com acme staging').save([snapshot('a', 'desktop', 1)]);
		expect(await kept().load(1, 10)).toEqual([]);
	});

	it('are not forgotten when nothing new came', async () => {
		await kept().save([snapshot('a', 'desktop', 1)]);
		await kept().save([]);
		expect(await kept().load(1, 10)).toHaveLength(1);
	});

	it('are none in a first build', async () => {
		expect(await kept().load(1, 10)).toEqual([]);
	});

	it.each([
		['cut short', '{"version":1,"sou'],
		['of another version', JSON.stringify({ version: 2, source: SOURCE, snapshots: [] })],
		['of another form', JSON.stringify({ version: 1, source: SOURCE, snapshots: [{}] })],
	])('in a file that is %s are none, and may be saved again', async (_what, written) => {
		await mkdir(new URL('astro-choose/', cacheDir));
		await writeFile(new URL('astro-choose/snapshots.json', cacheDir), written);
		expect(await kept().load(1, 10)).toEqual([]);
		await kept().save([snapshot('a', 'desktop', 1)]);
		expect(await kept().load(1, 10)).toHaveLength(1);
	});

	it('are for their owner only: private segments are among them', async () => {
		await kept().save([snapshot('a', 'desktop', 1)]);
		const { mode } = await stat(new URL('astro-choose/snapshots.json', cacheDir));
		expect(mode & 0o777).toBe(0o600);
	});

	it('leave one file', async () => {
		await kept().save([snapshot('a', 'desktop', 1)]);
		expect(await readdir(new URL('astro-choose/', cacheDir))).toEqual(['snapshots.json']);
	});
});
