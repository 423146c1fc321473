import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
	readLockedSnapshots,
	readLockfile,
	writeLockfile,
} from '../../../integration/src/store/lock-file.js';
import { definitionOf, text, texts } from '../../support/definition.js';
import { snapshotsOf } from '../../support/recorded.js';

const at = '2026-01-01T00:00:00.000Z';
const segments = {
	pro: { when: false },
	'insolvent-customers': { private: true },
	everyone: {},
} as const;
const written = { segments, experiences: { hero: text() }, groups: { slots: texts() } };
const definition = definitionOf(written);
const payloads = {
	everyone: { hero: { b: 1, a: 2 } },
	pro: { hero: 'one' },
	'insolvent-customers': { hero: 'private payload' },
};
const snapshots = snapshotsOf({ at, payloads, groups: { everyone: { slots: ['x', 'a'] } } });

let folder: string;
let file: URL;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'choose-lock-'));
	file = pathToFileURL(join(folder, 'choose.lock.json'));
});
afterEach(() => rm(folder, { recursive: true }));

const lock = (from = snapshots) => writeLockfile(file, definition, from, Date.parse(at));

it('locks what it was given, private segments left out', async () => {
	await lock();
	const open = snapshots.filter(({ segment }) => segment !== 'insolvent-customers');
	expect(readLockedSnapshots(file, definition)).toHaveLength(4);
	expect(readLockedSnapshots(file, definition)).toEqual(expect.arrayContaining(open));
	expect(readLockfile(file)).toMatchObject({
		fetchedAt: at,
		asked: { names: ['hero'], groups: ['slots'] },
	});
	expect(await readFile(file, 'utf8')).not.toMatch(/insolvent|private payload/);
});

it('is the same bytes, whatever order the decisions came in', async () => {
	await lock();
	const before = await readFile(file);
	await lock(snapshots.toReversed());
	expect(await readFile(file)).toEqual(before);
});

it.each([
	{
		lacking: 'a segment',
		definition: {
			...written,
			segments: { ...segments, late: { when: false as const } },
		},
		told: /segment late on desktop[^]*segment late on mobile/,
	},
	{
		lacking: 'an experience',
		definition: { ...written, experiences: { ...written.experiences, late: text() } },
		told: /experience late/,
	},
	{
		lacking: 'a group',
		definition: { ...written, groups: { ...written.groups, late: texts() } },
		told: /group late/,
	},
])('says which decisions are missing of $lacking that was declared later', async (one) => {
	await lock();
	const { everyone, ...others } = one.definition.segments;
	const later = definitionOf({ ...one.definition, segments: { ...others, everyone } });
	expect(() => readLockedSnapshots(file, later)).toThrow(one.told);
	expect(() => readLockedSnapshots(file, later)).toThrow(
		expect.objectContaining({
			name: 'LockfileOutdated',
			hint: expect.stringContaining('npx astro-choose lock'),
		}),
	);
});

it('does not mind what is locked and not declared any more', async () => {
	await lock();
	const fewer = definitionOf({ ...written, segments: { pro: { when: false } }, groups: {} });
	expect(readLockedSnapshots(file, fewer).map(({ segment }) => segment)).toEqual(['pro', 'pro']);
});

it.each([
	{ content: undefined, found: 'no file' },
	{ content: '{"version":1', found: 'something else' },
	{ content: '{"version":2,"segments":{}}', found: 'something else' },
])('refuses $content by name', async ({ content, found }) => {
	if (content !== undefined) await writeFile(file, content);
	expect(() => readLockedSnapshots(file, definition)).toThrow(
		expect.objectContaining({
			name: 'LockfileOutdated',
			problems: [expect.objectContaining({ path: join(folder, 'choose.lock.json'), found })],
		}),
	);
});

it('is not needed where nothing is declared per segment', () => {
	expect(readLockedSnapshots(file, definitionOf({ segments: { pro: { when: false } } }))).toEqual(
		[],
	);
});
