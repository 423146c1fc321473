import { appendFile, mkdtemp, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChooseError } from '../../../integration/src/errors.js';
import { digestBundle } from '../../../integration/src/store/bundle-digest.js';
import { digestContent } from '../../../integration/src/store/content-digest.js';
import { openStore } from '../../../integration/src/store/fs-store.js';
import { STORE_VERSION, type StoreIndex } from '../../../integration/src/store/index-file.js';
import { createPackWriter } from '../../../integration/src/store/pack-writer.js';

const LONG = Buffer.from('<p>A page that compresses well.</p>'.repeat(200));
const SHORT = Buffer.from('x');
const LIMITS = { memoryBytes: 1_000_000 };

let root: string;
let server: URL;
let index: StoreIndex;

const folder = () => join(root, 'variants');
const packFile = () => join(folder(), index.pack.file);
const open = () => openStore(server, LIMITS);

beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'store-'));
	server = pathToFileURL(`${root}/`);
	await mkdir(folder());
	await mkdir(join(root, 'chunks'));
	await writeFile(join(root, 'entry.mjs'), 'export {};');
	await writeFile(join(root, 'chunks/page.mjs'), 'export {};');
	const pack = await createPackWriter(folder());
	for (const body of [LONG, SHORT, LONG]) await pack.add(body);
	index = {
		version: STORE_VERSION,
		build: digestBundle(server),
		...(await pack.finish()),
		routing: { base: '/', trailingSlash: 'ignore', format: 'directory', folders: [''] },
		pages: [],
		snapshots: [],
	};
	await writeIndex(index);
});

afterEach(() => rm(root, { recursive: true }));

function writeIndex(written: unknown): Promise<void> {
	return writeFile(join(folder(), 'index.json'), JSON.stringify(written));
}

function openError(): ChooseError {
	try {
		open().close();
	} catch (error) {
		if (error instanceof ChooseError) return error;
	}
	throw new Error('the store opened');
}

describe('a store', () => {
	it('gives back what was stored, in each coding', () => {
		const store = open();
		const digest = digestContent(LONG);
		expect(store.read(digest, 'identity')).toEqual(LONG);
		expect(brotliDecompressSync(store.read(digest, 'br')!)).toEqual(LONG);
		expect(gunzipSync(store.read(digest, 'gzip')!)).toEqual(LONG);
		store.close();
	});

	it('keeps equal bodies once', () => {
		expect(Object.keys(index.bodies)).toHaveLength(2);
		const spans = Object.values(index.bodies).flatMap(({ identity, br, gzip }) => [
			identity,
			br,
			gzip,
		]);
		const bytes = spans.reduce((sum, span) => sum + (span?.[1] ?? 0), 0);
		expect(index.pack.bytes).toBe(bytes);
	});

	it('does not keep a coding that makes a body longer', () => {
		const store = open();
		expect(store.read(digestContent(SHORT), 'br')).toBeUndefined();
		expect(store.read(digestContent(SHORT), 'identity')).toEqual(SHORT);
		store.close();
	});

	it('reads again what memory has no room for', () => {
		const store = openStore(server, { memoryBytes: 100 });
		for (let time = 0; time < 3; time++) {
			expect(store.read(digestContent(LONG), 'identity')).toEqual(LONG);
		}
		store.close();
	});

	it('knows nothing of a body that was not stored', () => {
		const store = open();
		expect(store.read('unknown', 'identity')).toBeUndefined();
		expect(store.read('constructor', 'identity')).toBeUndefined();
		store.close();
	});

	it.each(['identity', 'br', 'gzip'] as const)(
		'gives nothing for damaged %s bytes',
		async (coding) => {
			const [offset] = index.bodies[digestContent(LONG)]![coding]!;
			const bytes = await readFile(packFile());
			bytes[offset + 3]! ^= 1;
			await writeFile(packFile(), bytes);
			const store = open();
			expect(store.read(digestContent(LONG), coding)).toBeUndefined();
			expect(store.read(digestContent(SHORT), 'identity')).toEqual(SHORT);
			store.close();
		},
	);
});

describe('a store that cannot be used is named', () => {
	it('when the pack is cut', async () => {
		await truncate(packFile(), 10);
		expect(openError()).toMatchObject({ name: 'StoreUnusable', problems: [{ path: packFile() }] });
	});

	it('when the pack is longer than it was', async () => {
		await appendFile(packFile(), 'x');
		expect(openError().message).toContain(`${index.pack.bytes + 1} bytes`);
	});

	it('when the pack is gone', async () => {
		await rm(packFile());
		expect(openError().problems[0]?.path).toBe(packFile());
	});

	it('when the index is gone', async () => {
		await rm(join(folder(), 'index.json'));
		expect(openError().problems[0]?.path).toBe(join(folder(), 'index.json'));
	});

	it.each([
		['cut', '{"version":1,"pa'],
		['something else', '[]'],
		['null', 'null'],
		['of another version', JSON.stringify({ version: 99 })],
		['not complete', JSON.stringify({ version: STORE_VERSION })],
	])('when the index is %s', async (_what, text) => {
		await writeFile(join(folder(), 'index.json'), text);
		expect(openError().name).toBe('StoreUnusable');
	});

	it.each(['entry.mjs', 'chunks/page.mjs'])('when %s is that of another build', async (file) => {
		await writeFile(join(root, file), 'export const other = 1;');
		expect(openError().message).toContain('another build');
	});

	it('when a module was added', async () => {
		await writeFile(join(root, 'chunks/new.mjs'), '');
		expect(openError().message).toContain('another build');
	});

	it('but not when something lies beside the modules', async () => {
		await writeFile(join(root, 'notes.txt'), 'hello');
		expect(() => {
			open().close();
		}).not.toThrow();
	});
});

describe('a pack', () => {
	it('that is given up leaves nothing', async () => {
		const other = await mkdtemp(join(tmpdir(), 'pack-'));
		const pack = await createPackWriter(other);
		await pack.add(LONG);
		await pack.discard();
		await expect(readFile(join(other, `pack-${process.pid}.partial`))).rejects.toThrow();
		await rm(other, { recursive: true });
	});

	it('has the same name for the same bodies in the same order', async () => {
		const names = [];
		for (let time = 0; time < 2; time++) {
			const pack = await createPackWriter(folder());
			for (let number = 0; number < 100; number++) await pack.add(Buffer.from(`body ${number}`));
			names.push((await pack.finish()).pack.file);
		}
		expect(names[0]).toBe(names[1]);
	});
});
