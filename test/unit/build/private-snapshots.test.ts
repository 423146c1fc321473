import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createIndex, writeIndex } from '../../../integration/src/build/store-index.js';
import { createDecisionTable } from '../../../integration/src/decisions/decision-table.js';
import type { Snapshot } from '../../../integration/src/decisions/snapshot.js';
import { openStore } from '../../../integration/src/store/fs-store.js';
import { keepBuild } from '../../../integration/src/store/history/kept-builds.js';
import { definitionOf, text } from '../../support/definition.js';
import { writePack } from '../store/store-folder.js';
import { replyOf } from './fake-choose.js';
import { notEmpty } from '../../support/not-empty.js';

const definition = definitionOf({
	segments: { board: { private: true, when: false }, everyone: {} },
	experiences: { hero: text() },
});
const snapshot = (segment: string): Snapshot => ({
	segment,
	device: 'desktop',
	fetchedAt: 1,
	reply: replyOf({ hero: `for the ${segment}` }),
});
const open = snapshot('everyone');
const secret = snapshot('board');

let server: URL;
beforeEach(async () => {
	server = pathToFileURL(`${await mkdtemp(join(tmpdir(), 'choose-build-'))}/`);
});
afterEach(() => rm(server, { recursive: true }));

const variants = (name = '') => new URL(`variants/${name}`, server);
const PRIVATE = 'private-snapshots.json';

/** Writes the store of a build that knows these decisions. */
async function build(snapshots: readonly Snapshot[]): Promise<void> {
	const stored = await writePack(variants(), () => Promise.resolve());
	const config = {
		base: '/',
		trailingSlash: 'ignore',
		build: { format: 'directory' },
	} as const;
	const places = { delivery: 'node', client: variants(), server } as const;
	const table = createDecisionTable(definition, snapshots, () => undefined);
	const decisions = {
		snapshots,
		table,
		origin: 'choose' as const,
		calls: { made: 1, failed: 0 },
		ms: 0,
		warnings: [],
	};
	await writeIndex(
		server,
		await createIndex({ config, definition, places }, [], decisions, { ...stored, fallbacks: [] }),
	);
}

function snapshotsInStore(): readonly Snapshot[] {
	const store = openStore(server, { memoryBytes: 1 });
	store.close();
	return store.snapshots;
}

it('keeps what a private segment is shown in a file for its owner only', async () => {
	await build([secret, open]);
	expect((await stat(variants(PRIVATE))).mode & 0o777).toBe(0o600);
	expect(snapshotsInStore()).toEqual([open, secret]);
	for (const name of notEmpty(await readdir(variants()))) {
		if (name !== PRIVATE) expect(await readFile(variants(name), 'utf8')).not.toContain('board');
	}
});

it('copies nothing of a private segment into the history but that it is there', async () => {
	await build([secret, open]);
	const { id, close } = openStore(server, { memoryBytes: 1 });
	close();
	const builds = pathToFileURL(`${await mkdtemp(join(tmpdir(), 'choose-builds-'))}/`);
	await keepBuild(builds, { id, folder: server }, definition);
	const kept = await readdir(new URL(`${id}/`, builds));
	await rm(builds, { recursive: true });
	expect(kept.sort()).toEqual([
		expect.stringMatching(/^index/),
		expect.stringMatching(/^pack-/),
		'segments.json',
	]);
});

it.each([
	['is gone', () => rm(variants(PRIVATE))],
	['is damaged', () => writeFile(variants(PRIVATE), '{"version":1,')],
	[
		'is of another build',
		() =>
			writeFile(
				variants(PRIVATE),
				JSON.stringify({ version: 1, build: 'other', snapshots: [secret] }),
			),
	],
])('opens the store when that file %s', async (_what, change) => {
	await build([secret, open]);
	await change();
	expect(snapshotsInStore()).toEqual([open]);
});

it('leaves no such file of an earlier build', async () => {
	await build([secret]);
	await build([open]);
	expect(await readdir(variants())).not.toContain(PRIVATE);
});
