import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestContent } from '../../../integration/src/store/content-digest.js';
import { createPackWriter } from '../../../integration/src/store/pack-writer.js';
import { noise, page } from './store-folder.js';

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'choose-pack-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Packs bodies; the pack's bytes, and where the index says that things lie in it. */
async function packOf(bodies: readonly Buffer[]) {
	const writer = await createPackWriter(folder);
	const digests = await Promise.all(bodies.map((body) => writer.add(body)));
	const stored = await writer.finish();
	const bytes = await readFile(join(folder, stored.pack.file));
	return { writer, digests, stored, bytes };
}

describe('a pack', () => {
	it('has every body where the index says, and as brotli where that makes it smaller', async () => {
		const bodies = [page('one'), page('two'), noise('three'), Buffer.alloc(0)];
		const { digests, stored, bytes } = await packOf(bodies);
		expect(stored.pack.bytes).toBe(bytes.length);
		for (const [index, body] of bodies.entries()) {
			const { identity, br } = stored.bodies[digests[index]!]!;
			const read = ([offset, length, checksum]: typeof identity) => {
				const span = bytes.subarray(offset, offset + length);
				expect(crc32(span)).toBe(checksum);
				return span;
			};
			expect(digests[index]).toBe(digestContent(body));
			expect(read(identity)).toEqual(body);
			expect(br !== undefined).toBe(index < 2);
			if (br) expect(brotliDecompressSync(read(br))).toEqual(body);
		}
	});

	it('has equal bodies once', async () => {
		const once = await packOf([page('one')]);
		const twice = await packOf([page('one'), page('one')]);
		expect(twice.digests[0]).toBe(twice.digests[1]);
		expect(twice.stored).toEqual(once.stored);
	});

	it('is the same, and has the same name, for the same bodies', async () => {
		const bodies = Array.from({ length: 100 }, (_, index) => page(`page ${index}`, 500 + index));
		const first = await packOf(bodies);
		const second = await packOf(bodies);
		expect(second.stored).toEqual(first.stored);
		expect(Object.keys(first.stored.bodies)).toHaveLength(100);
	});

	it('has another name for other bodies', async () => {
		const first = await packOf([page('one')]);
		const second = await packOf([page('two')]);
		expect(second.stored.pack.file).not.toBe(first.stored.pack.file);
	});

	it('may be empty', async () => {
		const { stored, bytes } = await packOf([]);
		expect(stored).toMatchObject({ pack: { bytes: 0 }, bodies: {} });
		expect(bytes).toHaveLength(0);
	});

	it('knows how large a body is in each coding', async () => {
		const { writer, digests, stored } = await packOf([page('one'), noise('two')]);
		expect(writer.sizeOf(digests[0]!, 'br')).toBe(stored.bodies[digests[0]!]!.br![1]);
		expect(writer.sizeOf(digests[1]!, 'br')).toBe(0);
		expect(writer.sizeOf(digests[1]!, 'identity')).toBe(1_000);
		expect(writer.sizeOf('unknown', 'identity')).toBe(0);
	});

	it('that is given up leaves nothing', async () => {
		const writer = await createPackWriter(folder);
		await writer.add(page('one'));
		await writer.discard();
		expect(await readdir(folder)).toEqual([]);
	});

	it('that is finished leaves only itself', async () => {
		const { stored } = await packOf([page('one')]);
		expect(await readdir(folder)).toEqual([stored.pack.file]);
	});

	it('that cannot be written says so when it is finished, and can be given up', async () => {
		const writer = await createPackWriter(folder);
		await writer.add(page('one'));
		await rm(folder, { recursive: true });
		await expect(writer.finish()).rejects.toMatchObject({ code: 'ENOENT' });
		await writer.discard();
	});
});
