import { mkdir, open, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CODINGS, type Coding } from '../../../integration/src/store/codings.js';
import { digestContent } from '../../../integration/src/store/content-digest.js';
import { openStore } from '../../../integration/src/store/fs-store.js';
import { encodeIndex, sealIndex } from '../../../integration/src/store/encode-index.js';
import { STORE_VERSION } from '../../../integration/src/store/index-file.js';
import { problemsIn } from '../../support/errors.js';
import { createServerFolder, noise, page, type ServerFolder } from './store-folder.js';
import { notEmpty } from '../../support/not-empty.js';

const LIMITS = { memoryBytes: 1_000_000 };
const ONE = page('one');
const TWO = page('two');
const NOISE = noise('three');
const HINT =
	'Deploy the whole dist folder of one build, or build again. Until then every page is its default.';
const decoded = {
	br: (bytes: Buffer) => brotliDecompressSync(bytes),
	gzip: (bytes: Buffer) => gunzipSync(bytes),
	identity: (bytes: Buffer) => bytes,
} satisfies Record<Coding, (bytes: Buffer) => Buffer>;

let server: ServerFolder;
let pack: URL;
beforeEach(async () => {
	server = await createServerFolder([ONE, TWO, NOISE]);
	pack = server.file(`variants/${server.index.pack.file}`);
});
afterEach(() => server.remove());

/** Changes one byte of the pack. */
async function flip(at: number): Promise<void> {
	const file = await open(pack, 'r+');
	const { buffer } = await file.read(Buffer.alloc(1), 0, 1, at);
	await file.write(Buffer.from([buffer[0]! ^ 0xff]), 0, 1, at);
	await file.close();
}

/** The index as it is written: its version, its digest, and what that is of. */
const written = () => JSON.parse(encodeIndex(server.index).toString()) as Record<string, unknown>;

const write = (index: unknown) =>
	writeFile(server.file('variants/index.json'), JSON.stringify(index));

/** Writes an index with other columns, and their digest. */
const rewrite = (columns: object) =>
	writeFile(
		server.file('variants/index.json'),
		sealIndex({ ...(written().index as object), ...columns }),
	);

describe('a store', () => {
	it.each(notEmpty(CODINGS))('has every body that was written, as %s', (coding) => {
		const store = openStore(server.url, LIMITS);
		for (const body of [ONE, TWO]) {
			expect(decoded[coding](store.read(digestContent(body), coding)!)).toEqual(body);
		}
		store.close();
	});

	it('has a body only in the codings that make it smaller, and no other body', () => {
		const store = openStore(server.url, LIMITS);
		expect(CODINGS.map((coding) => store.read(digestContent(NOISE), coding)?.length)).toEqual([
			undefined,
			undefined,
			1_000,
		]);
		expect(store.read('unknown', 'identity')).toBeUndefined();
		expect(store.read('constructor', 'identity')).toBeUndefined();
		store.close();
	});

	it('may be deployed somewhere else', async () => {
		const elsewhere = await createServerFolder([]);
		await elsewhere.remove();
		await rename(server.url, elsewhere.url);
		const store = openStore(elsewhere.url, LIMITS);
		expect(store.read(digestContent(ONE), 'identity')).toEqual(ONE);
		store.close();
		await rename(elsewhere.url, server.url);
	});

	it('reads a body once, and from memory after that', async () => {
		const store = openStore(server.url, LIMITS);
		const first = store.read(digestContent(ONE), 'br');
		await flip(server.index.bodies[digestContent(ONE)]!.br![0]);
		expect(store.read(digestContent(ONE), 'br')).toBe(first);
		store.close();
	});

	it('makes gzip of a body once, and of nothing but what was stored', async () => {
		const store = openStore(server.url, LIMITS);
		const other = openStore(server.url, LIMITS);
		const made = store.read(digestContent(ONE), 'gzip');
		expect(other.read(digestContent(ONE), 'gzip')).toEqual(made);
		await flip(server.index.bodies[digestContent(ONE)]!.identity[0]);
		await flip(server.index.bodies[digestContent(TWO)]!.identity[0]);
		expect(store.read(digestContent(ONE), 'gzip')).toBe(made);
		expect(store.read(digestContent(TWO), 'gzip')).toBeUndefined();
		store.close();
		other.close();
	});

	it('keeps no more bytes in memory than it may', () => {
		const store = openStore(server.url, { memoryBytes: ONE.length + 100 });
		const read = (body: Buffer) => store.read(digestContent(body), 'identity');
		const one = read(ONE);
		expect(read(ONE)).toBe(one);
		const two = read(TWO);
		expect(read(TWO)).toBe(two);
		expect(read(ONE)).not.toBe(one);
		expect(read(ONE)).toEqual(ONE);
		store.close();
	});

	it('answers bodies that do not fit into memory all the same', () => {
		const store = openStore(server.url, { memoryBytes: 10 });
		expect(store.read(digestContent(ONE), 'identity')).toEqual(ONE);
		store.close();
	});
});

describe('warming a store', () => {
	afterEach(() => vi.restoreAllMocks());

	it('reads all its bodies', async () => {
		const large = await createServerFolder([noise('large', 2_500_000)]);
		const store = openStore(large.url, LIMITS);
		expect(await store.warm()).toBe(large.index.pack.bytes);
		store.close();
		await large.remove();
	});

	it('reads none where they take more than half of the memory that is free', async () => {
		const { bytes } = server.index.pack;
		const free = vi.spyOn(process, 'availableMemory').mockReturnValue(bytes * 2 - 1);
		const store = openStore(server.url, LIMITS);
		expect(await store.warm()).toBe(0);
		free.mockReturnValue(bytes * 2);
		expect(await store.warm()).toBe(bytes);
		store.close();
	});

	it('ends when it is closed, and is silent when they are gone', async () => {
		const store = openStore(server.url, LIMITS);
		const warming = store.warm();
		store.close();
		expect(await warming).toBe(0);
		const other = openStore(server.url, LIMITS);
		await rm(pack);
		expect(await other.warm()).toBe(0);
		other.close();
	});
});

describe('a body whose bytes were changed', () => {
	it.each([
		['br', ['br']],
		['identity', ['gzip', 'identity']],
	] as const)(
		'as %s is not answered in what is made of that, %j, and is in the others',
		async (coding, lost) => {
			const [offset, length] = server.index.bodies[digestContent(ONE)]![coding]!;
			const others = CODINGS.filter((one) => !lost.some((other) => other === one));
			for (const at of [offset, offset + length - 1]) {
				await flip(at);
				const store = openStore(server.url, LIMITS);
				for (const one of notEmpty(lost))
					expect(store.read(digestContent(ONE), one)).toBeUndefined();
				for (const other of notEmpty(others)) {
					expect(decoded[other](store.read(digestContent(ONE), other)!)).toEqual(ONE);
				}
				expect(store.read(digestContent(TWO), coding)).toBeDefined();
				store.close();
				await flip(at);
			}
		},
	);

	it('is not answered when the pack was cut short while it was open', async () => {
		const store = openStore(server.url, LIMITS);
		await truncate(pack, 10);
		expect(store.read(digestContent(ONE), 'identity')).toBeUndefined();
		store.close();
	});
});

describe('a store that cannot be used is named with its file:', () => {
	const problem = (path: URL, expected: unknown, found: unknown) => ({
		name: 'StoreUnusable',
		path: fileURLToPath(path),
		expected,
		found,
		hint: HINT,
	});
	const problems = () => problemsIn(() => openStore(server.url, LIMITS));
	const index = () => server.file('variants/index.json');

	it('no folder', async () => {
		await rm(server.file('variants/'), { recursive: true });
		expect(problems()).toEqual([problem(index(), 'the index of the variants', 'no readable file')]);
	});

	it('an index that was cut short', async () => {
		const text = await readFile(index(), 'utf8');
		await writeFile(index(), text.slice(0, text.length / 2));
		expect(problems()).toEqual([problem(index(), 'the index of the variants', 'no readable file')]);
	});

	it.each([
		['another version', STORE_VERSION + 1, `version ${STORE_VERSION + 1}`],
		['no version', undefined, 'version undefined'],
	])('%s', async (_what, version, found) => {
		await write({ ...written(), version, more: 'from the future' });
		expect(problems()).toEqual([problem(index(), `version ${STORE_VERSION}`, found)]);
	});

	it.each([['null'], ['[]'], ['7']])('an index that is %s', async (text) => {
		await writeFile(index(), text);
		expect(problems()).toEqual([problem(index(), `version ${STORE_VERSION}`, 'version undefined')]);
	});

	it('an index that is not as it was written', async () => {
		await write({ ...written(), index: { ...(written().index as object), defaults: 'x' } });
		expect(problems()).toEqual([problem(index(), 'an index as it was written', 'another one')]);
	});

	it.each([
		['defaults', { defaults: 7 }, 'a value of type string', '7 at defaults'],
		[
			'fallbacks',
			{ fallbacks: [{ route: 7 }] },
			'a value of type string',
			'7 at fallbacks[0].route',
		],
		['shapes', { shapes: [['x']] }, 'whole numbers from 0', '["x"] at shapes[0]'],
		['readings', { readings: [[0]] }, 'a number below 0', '0 at readings[0][0]'],
	])('an index with other %s', async (_what, columns, expected, found) => {
		await rewrite(columns);
		expect(problems()).toEqual([problem(index(), expected, found)]);
	});

	it.each([
		['a changed module', 'entry.mjs', 'export const changed = true;'],
		['a changed chunk', 'chunks/page.mjs', 'export const page = 2;'],
	])('another build: %s', async (_what, file, text) => {
		await writeFile(server.file(file), text);
		expect(problems()).toEqual([
			problem(index(), 'the store of this server bundle', 'that of another build'),
		]);
	});

	it('another build: a module that is gone', async () => {
		await rm(server.file('chunks/page.mjs'));
		expect(problems()).toMatchObject([{ found: 'that of another build' }]);
	});

	it('another build: a module of another name', async () => {
		await rename(server.file('chunks/page.mjs'), server.file('chunks/pages.mjs'));
		expect(problems()).toMatchObject([{ found: 'that of another build' }]);
	});

	it('no pack', async () => {
		await rm(pack);
		expect(problems()).toEqual([
			problem(pack, `${server.index.pack.bytes} bytes`, 'no readable file'),
		]);
	});

	it('a pack that was cut short', async () => {
		await truncate(pack, 100);
		expect(problems()).toEqual([problem(pack, `${server.index.pack.bytes} bytes`, '100 bytes')]);
	});

	it.each(['.hidden/module.mjs', 'variants/other.mjs', 'data.json', 'chunks/instrument.mjs'])(
		'but not for %s, which is no part of the bundle',
		async (file) => {
			await mkdir(new URL('./', server.file(file)), { recursive: true });
			await writeFile(server.file(file), 'x');
			expect(problems()).toEqual([]);
		},
	);
});
