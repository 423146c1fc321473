import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeptPages } from '../../../integration/src/build/kept-pages.js';
import { packBody } from '../../../integration/src/store/codings.js';
import { createPackWriter } from '../../../integration/src/store/pack-writer.js';
import { noise, page } from '../store/store-folder.js';

let root: string;
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'choose-kept-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const NOTHING = { generation: '', code: '', assets: '', reading: [], varied: {}, images: {} };

/** What a build has kept of two bodies, as the next one takes it. */
async function takeBodies(damage?: (pack: Buffer, at: number) => void) {
	const folder = pathToFileURL(`${root}/`);
	const bodies = [page('one'), noise('two')];
	const writer = await createPackWriter(root);
	const digests = await Promise.all(bodies.map((body) => writer.add(body)));
	const stored = await writer.finish();
	await createKeptPages(folder).keep(
		{ ...NOTHING, bodies: stored.bodies },
		pathToFileURL(join(root, stored.pack.file)),
	);
	if (damage !== undefined) {
		const file = join(root, 'astro-choose/incremental-pages.bin');
		const pack = await readFile(file);
		damage(pack, stored.bodies[digests[0]!]!.br![0]);
		await writeFile(file, pack);
	}
	const kept = createKeptPages(folder);
	await kept.take();
	return { bodies, read: digests.map((digest) => kept.read(digest)), kept };
}

describe('the bodies of the build before', () => {
	it('come in the codings that they were kept in, so that none is compressed again', async () => {
		const { bodies, read } = await takeBodies();
		expect(read).toEqual(await Promise.all(bodies.map(packBody)));
	});

	it('are missing when one of their codings is not what was kept', async () => {
		const { bodies, read } = await takeBodies((pack, at) => pack.fill(0, at, at + 4));
		expect(read).toEqual([undefined, await packBody(bodies[1]!)]);
	});

	it('are missing when the pack is another', async () => {
		const { read } = await takeBodies((pack) => pack.fill(0));
		expect(read).toEqual([undefined, undefined]);
	});

	it('are unknown when nothing of them was kept', async () => {
		const { kept } = await takeBodies();
		expect(kept.read('unknown')).toBeUndefined();
	});
});
