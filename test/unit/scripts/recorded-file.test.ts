import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { mergeRecorded } from '../../conformance/workshop/recorded-file.js';
import type { Row } from '../../conformance/workshop/workshop-types.js';

const row = (title: string): Row => ({ part: 'Codings', title, result: 'same' });

let folder: string;
let file: string;
const read = async (): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'));
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'choose-recorded-'));
	file = join(folder, 'conformance.json');
});
afterEach(() => rm(folder, { recursive: true }));

it('keeps what the other project, and of other engines, was recorded', async () => {
	mergeRecorded(file, 'conformance', new Map([['nginx', [row('a')]]]));
	mergeRecorded(file, 'urls', new Map([['nginx', [row('b')]]]));
	mergeRecorded(file, 'urls', new Map([['workerd', [row('b')]]]));
	expect(await read()).toEqual({
		conformance: { nginx: [row('a')] },
		urls: { nginx: [row('b')], workerd: [row('b')] },
	});
});

it('replaces what the same project had recorded of an engine', async () => {
	mergeRecorded(file, 'conformance', new Map([['nginx', [row('a'), row('b')]]]));
	mergeRecorded(file, 'conformance', new Map([['nginx', [row('c')]]]));
	expect(await read()).toEqual({ conformance: { nginx: [row('c')] } });
});

it.each(['{"nginx":[]}', '[', ''])('starts over from a file of another shape: %s', async (text) => {
	await writeFile(file, text);
	mergeRecorded(file, 'urls', new Map([['nginx', [row('a')]]]));
	expect(await read()).toEqual({ urls: { nginx: [row('a')] } });
});
