import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Known } from '../../../integration/src/decisions/refresh/known.js';
import { createSnapshotFile } from '../../../integration/src/store/snapshot-file.js';

let folder: URL;
let file: URL;
const NOW = 10 * 86_400_000;

beforeEach(() => {
	folder = pathToFileURL(`${mkdtempSync(join(tmpdir(), 'choose-file-'))}/`);
	file = new URL('state/snapshots.json', folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(now = NOW) {
	const onProblem = vi.fn();
	return { file: createSnapshotFile({ file, now: () => now, onProblem }), onProblem };
}

function known(hero: string, at: number, rest: Partial<Known> = {}): Known {
	return {
		identity: 'pro',
		asked: ['hero'],
		snapshot: {
			segment: 'pro',
			device: 'desktop',
			fetchedAt: at,
			reply: { experiences: { hero }, groups: { slots: [{ name: 'm', payload: null }] } },
		},
		misses: { hero: 1 },
		answeredAt: at,
		attempt: { at, failed: false },
		...rest,
	};
}

it('gives back what was written', () => {
	const written = known('x', NOW);
	open().file.write([written]);
	expect(open().file.read()).toEqual([written]);
});

describe('of what several processes write', () => {
	it.each([
		['the newest stays', known('old', NOW - 9), known('new', NOW), ['new']],
		['the newest stays, if it was there before', known('new', NOW), known('old', NOW - 9), ['new']],
		[
			'another profile is another thing',
			known('a', NOW),
			known('b', NOW, { identity: 'other' }),
			['b', 'a'],
		],
		[
			'another question is another thing',
			known('a', NOW),
			known('b', NOW, { asked: ['hero', 'promo'] }),
			['b', 'a'],
		],
		[
			'what nobody asks for any more goes after a week',
			known('a', NOW - 8 * 86_400_000),
			known('b', NOW, { identity: 'other' }),
			['b'],
		],
	])('%s', (_what, before, after, expected) => {
		open().file.write([before]);
		open().file.write([after]);
		const left = open().file.read();
		expect(left.map(({ snapshot }) => snapshot.reply.experiences.hero)).toEqual(expected);
	});

	it('a newer failure is told beside the last answer', () => {
		const attempt = { at: NOW, failed: true };
		open().file.write([known('x', NOW - 9)]);
		open().file.write([known('older', NOW - 99, { attempt })]);
		expect(open().file.read()).toEqual([known('x', NOW - 9, { attempt })]);
	});
});

it.each([
	['not JSON', '{"version":'],
	['of another version', '{"version":2,"known":[]}'],
	['something else', '[]'],
])('takes a file that is %s for none, and replaces it', (_what, content) => {
	open().file.write([known('x', NOW)]);
	writeFileSync(file, content);
	expect(open().file.read()).toEqual([]);
	open().file.write([known('y', NOW)]);
	expect(open().file.read()).toHaveLength(1);
});

it('does not believe what is said to be of the future', () => {
	open().file.write([known('x', NOW)]);
	expect(open(NOW - 60_000).file.read()).toHaveLength(1);
	expect(open(NOW - 60_001).file.read()).toEqual([]);
});

it('says once that it cannot write, and goes on', () => {
	writeFileSync(new URL('state', folder), 'a file in place of the folder');
	const { file: blocked, onProblem } = open();
	blocked.write([known('x', NOW)]);
	blocked.write([known('x', NOW)]);
	expect(onProblem).toHaveBeenCalledTimes(1);
	rmSync(new URL('state', folder));
	blocked.write([known('x', NOW)]);
	expect(readFileSync(file, 'utf8')).toContain('"hero":"x"');
});
