import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { variantFolder, writeVariantFiles } from '../../../integration/src/export/variant-files.js';
import { digestContent } from '../../../integration/src/store/content-digest.js';
import { readTree } from '../../support/fixture.js';

const SECRET = 's'.repeat(32);
const TINY = Buffer.from('x');
const FOLDER = variantFolder(SECRET, 'content');

describe('the folder of the variants', () => {
	it('has the form that the next build knows it by', () => {
		for (const secret of [SECRET, undefined]) {
			expect(variantFolder(secret, 'content')).toMatch(/^_choose-[\w-]{22}\/$/);
		}
	});

	it('is the same for the same secret and content alone', () => {
		expect(variantFolder(SECRET, 'content')).toBe(FOLDER);
		expect(variantFolder(SECRET, 'other')).not.toBe(FOLDER);
		expect(variantFolder('t'.repeat(32), 'content')).not.toBe(FOLDER);
		expect(variantFolder(undefined, 'content')).not.toBe(variantFolder(undefined, 'content'));
	});
});

describe('the files of the variants', () => {
	let root: string;
	beforeEach(async () => {
		root = await mkdtemp(join(tmpdir(), 'choose-client-'));
	});
	afterEach(() => rm(root, { recursive: true }));

	const body = digestContent(TINY);
	const variant = { reads: [], headers: {}, body };
	const store = {
		index: { pages: [{ variants: [variant, variant] }] },
		// As a pack has it that keeps no coding which makes a body longer.
		read: (_digest: string, coding: string) => (coding === 'identity' ? TINY : undefined),
	};
	const write = async (read = store.read, isPrecompressed = true): Promise<void> => {
		const client = pathToFileURL(`${root}/`);
		await Reflect.apply(writeVariantFiles, undefined, [
			client,
			FOLDER,
			{ ...store, read },
			{ isPrecompressed },
		]);
	};

	it('are there in every coding, also where that makes them no smaller', async () => {
		await write();
		const tree = await readTree(join(root, FOLDER));
		expect([...tree.keys()]).toEqual([body, `${body}.br`, `${body}.gz`]);
		expect(gunzipSync(tree.get(`${body}.gz`) ?? '').toString()).toBe('x');
		expect(brotliDecompressSync(tree.get(`${body}.br`) ?? '').toString()).toBe('x');
	});

	it('are there once, plain, where a host compresses itself', async () => {
		await write(store.read, false);
		expect([...(await readTree(root)).keys()]).toEqual([`${FOLDER}${body}`]);
	});

	it('are not there at all when one is lost', async () => {
		await expect(write(() => undefined)).rejects.toMatchObject({ name: 'StoreUnusable' });
		expect([...(await readTree(root)).keys()]).toEqual([]);
	});

	it('take the place of those of earlier builds, and of nothing else', async () => {
		const token = 'Az09_-'.repeat(4).slice(0, 22);
		const own = ['_choose-mine', `_choose-${token}x`, `x_choose-${token}`];
		for (const name of [...own, `_choose-${token}`, `_choose-${token}.partial`]) {
			await mkdir(join(root, name));
			await writeFile(join(root, name, 'f'), '');
		}
		await write(store.read, false);
		expect([...(await readTree(root)).keys()].sort()).toEqual(
			[...own.map((name) => `${name}/f`), `${FOLDER}${body}`].sort(),
		);
	});
});
