import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeBodyNow } from '../../../integration/src/store/codings.js';
import { digestContent } from '../../../integration/src/store/content-digest.js';
import { listLivePages, pruneLivePages } from '../../../integration/src/store/live-page-folder.js';
import {
	createLivePages,
	type LivePagesOptions,
	type NewLivePage,
} from '../../../integration/src/store/live-pages.js';

const MEGABYTE = 1_000_000;
const HOUR = 3_600_000;

let root: string;
let folder: URL;
let time: number;
let removed: string[];
let problems: string[];

beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'live-pages-'));
	folder = pathToFileURL(`${root}/pages/build-a/`);
	time = Date.now();
	removed = [];
	problems = [];
});
afterEach(() => rm(root, { recursive: true, force: true }));

const open = (options: Partial<LivePagesOptions> = {}) =>
	createLivePages({
		folder,
		variants: 100,
		memory: MEGABYTE,
		disk: MEGABYTE,
		keep: HOUR,
		onRemove: ({ file, variant }) => removed.push(`${file} ${variant.reads[0]?.value}`),
		onProblem: (message) => problems.push(message),
		now: () => time,
		...options,
	});

/** Its bytes compress to about their own length. */
const page = (value: string, more: Partial<NewLivePage> = {}): NewLivePage => ({
	file: 'index.html',
	reads: [{ kind: 'experience', name: 'hero', value }],
	headers: { 'content-security-policy': "default-src 'self'" },
	body: encodeBodyNow(Buffer.from(`<h1>${value}</h1>${'<p>the same again</p>'.repeat(50)}`)),
	isPrivate: false,
	...more,
});

const read = (pages: ReturnType<typeof open>, bytes: Buffer) =>
	pages.read(digestContent(bytes), 'identity');

describe('a variant rendered live', () => {
	it('is kept with its reads and headers, in each coding', async () => {
		const pages = open();
		const { body, reads, headers } = page('a');
		const bytes = body.identity;
		const variant = await pages.add(page('a'));
		expect(variant).toEqual({ reads, headers, body: digestContent(bytes) });
		expect(pages.all).toMatchObject([{ file: 'index.html', variant }]);
		expect(read(pages, bytes)).toEqual(bytes);
		expect(gunzipSync(pages.read(variant!.body, 'gzip')!)).toEqual(bytes);
	});

	it('survives a restart', async () => {
		await open().add(page('a'));
		const again = open();
		expect(again.all.map(({ variant }) => variant.reads)).toEqual([page('a').reads]);
		expect(read(again, page('a').body.identity)).toEqual(page('a').body.identity);
	});

	it('is another build’s for another build', async () => {
		await open().add(page('a'));
		const other = open({ folder: pathToFileURL(`${root}/pages/build-b/`) });
		expect(other.all).toEqual([]);
		expect(read(other, page('a').body.identity)).toBeUndefined();
	});

	it('of a private segment is never written', async () => {
		const pages = open();
		await pages.add(page('secret', { isPrivate: true }));
		expect(read(pages, page('secret').body.identity)).toEqual(page('secret').body.identity);
		expect(listLivePages(folder)).toEqual([]);
		expect(open().all).toEqual([]);
	});

	it.each([
		['changed bytes', (text: string) => text.replace('<h1>a', '<h1>b')],
		['cut off', (text: string) => text.slice(0, text.indexOf('<h1>') + 3)],
	])('with %s is not served', async (_what, damage) => {
		await open().add(page('a'));
		const [file] = listLivePages(folder);
		const path = fileURLToPath(new URL(`${file!.name}.page`, folder));
		await writeFile(path, Buffer.from(damage((await readFile(path)).toString('latin1')), 'latin1'));
		expect(read(open(), page('a').body.identity)).toBeUndefined();
	});

	it.each(['', '{', '{"version":99}\n', 'x'.repeat(50_000)])(
		'is not found in a file that holds %.12j',
		async (content) => {
			await open().add(page('a'));
			await writeFile(new URL('other.page', folder), content);
			expect(open().all).toHaveLength(1);
		},
	);

	it('is kept in memory where nothing can be written', async () => {
		await writeFile(join(root, 'file'), '');
		const pages = open({ folder: pathToFileURL(`${root}/file/pages/`) });
		await pages.add(page('a'));
		expect(read(pages, page('a').body.identity)).toEqual(page('a').body.identity);
		expect(problems).toEqual([
			'variants rendered live cannot be written, and are kept in memory only: ENOTDIR',
		]);
	});

	it('takes the place of the one before it that read the same', async () => {
		const pages = open();
		await pages.add(page('a'));
		await pages.add(page('a', { body: { identity: Buffer.from('new') } }));
		expect(pages.all).toHaveLength(1);
		expect(removed).toEqual(['index.html a']);
		expect(read(pages, Buffer.from('new'))).toEqual(Buffer.from('new'));
	});

	it('shares its bytes with another page of the same bytes, and leaves them to it', async () => {
		const pages = open({ variants: 2 });
		const bytes = Buffer.from('same');
		await pages.add(page('a', { body: { identity: bytes } }));
		await pages.add(page('a', { body: { identity: bytes }, file: 'other/index.html' }));
		await pages.add(page('c'));
		expect(removed).toEqual(['index.html a']);
		expect(read(pages, bytes)).toEqual(bytes);
	});
});

describe.each([
	['on disk', {}],
	['in memory', { folder: undefined }],
])('variants %s', (_where, where) => {
	it('are bounded by their number: the least recently used goes first', async () => {
		const pages = open({ ...where, variants: 2 });
		await pages.add(page('a'));
		await pages.add(page('b'));
		read(pages, page('a').body.identity);
		await pages.add(page('c'));
		expect(removed).toEqual(['index.html b']);
		expect(read(pages, page('b').body.identity)).toBeUndefined();
		expect(read(pages, page('a').body.identity)).toEqual(page('a').body.identity);
		expect(pages.size.variants).toBe(2);
	});

	it('are bounded by their bytes', async () => {
		const limit = 10_000;
		const pages = open({ ...where, memory: limit, disk: limit });
		for (let number = 0; number < 30; number++) await pages.add(page(`${number}`));
		const { memory, disk, variants } = pages.size;
		expect(Math.max(memory, disk)).toBeLessThanOrEqual(limit);
		expect(variants).toBeGreaterThan(2);
		expect(removed).toHaveLength(30 - variants);
	});

	it('that are too large are not kept', async () => {
		const pages = open({ ...where, memory: 100, disk: 100 });
		expect(await pages.add(page('a'))).toBeUndefined();
		expect(pages.all).toEqual([]);
	});
});

describe('the folder of a build', () => {
	it('loses with a variant its file', async () => {
		const pages = open({ variants: 1 });
		await pages.add(page('a'));
		await pages.add(page('b'));
		expect(await readdir(folder)).toHaveLength(1);
	});

	it('loses at start what is older than variants are kept', async () => {
		await open().add(page('a'));
		const [file] = await readdir(folder);
		const before = (Date.now() - 2 * HOUR) / 1_000;
		await utimes(new URL(file!, folder), before, before);
		expect(open().all).toEqual([]);
		expect(await readdir(folder)).toEqual([]);
	});

	it('keeps what is used, however long ago it was rendered, for the next process too', async () => {
		const pages = open();
		await pages.add(page('used'));
		await pages.add(page('unused'));
		for (let step = 0; step < 8; step++) {
			time += HOUR / 2;
			read(pages, page('used').body.identity);
			await pages.add(page(`other ${step}`));
		}
		expect(removed).toContain('index.html unused');
		expect(removed).not.toContain('index.html used');
		expect(read(open(), page('used').body.identity)).toEqual(page('used').body.identity);
	});

	it('leaves to another process what it serves, and takes no bytes of it for its own', async () => {
		const [one, other] = [open(), open()];
		const bodies = ['at ten', 'at eleven'].map((text) => ({ identity: Buffer.from(text) }));
		await one.add(page('a', { body: bodies[0]! }));
		await other.add(page('a', { body: bodies[1]! }));
		expect(read(one, bodies[0]!.identity)).toEqual(bodies[0]!.identity);
		expect(read(other, bodies[1]!.identity)).toEqual(bodies[1]!.identity);
		expect(open().all).toHaveLength(1);
		expect(await readdir(folder)).toHaveLength(1);
	});

	it('is made again when it was removed', async () => {
		const pages = open();
		await pages.add(page('lost'));
		await rm(folder, { recursive: true });
		await pages.add(page('a'));
		expect(problems).toEqual([]);
		expect(open().all).toHaveLength(1);
	});

	it('loses what was never finished, once it is old', async () => {
		await mkdir(folder, { recursive: true });
		const paths = ['old', 'new'].map((name) => new URL(`${name}.page.1.partial`, folder));
		for (const path of paths) await writeFile(path, '');
		const before = (Date.now() - 2 * HOUR) / 1_000;
		await utimes(paths[0]!, before, before);
		await open().add(page('a'));
		open();
		expect((await readdir(folder)).filter((name) => name.endsWith('.partial'))).toEqual([
			'new.page.1.partial',
		]);
	});

	it('goes when nobody has written to it for as long, unless it is the present one’s', async () => {
		await open().add(page('a'));
		await open({ folder: pathToFileURL(`${root}/pages/build-b/`) }).add(page('a'));
		const all = pathToFileURL(`${root}/pages/`);
		pruneLivePages(all, 'build-a', HOUR, Date.now());
		expect(await readdir(all)).toEqual(['build-a', 'build-b']);
		pruneLivePages(all, 'build-a', HOUR, Date.now() + 2 * HOUR);
		expect(await readdir(all)).toEqual(['build-a']);
	});
});
