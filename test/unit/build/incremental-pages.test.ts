import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
	createIncrementalPages,
	NOT_INCREMENTAL,
	type IncrementalPages,
} from '../../../integration/src/build/incremental-pages.js';

type StaticPaths = Parameters<IncrementalPages['withKeys']>[0];

/** A path of a site with its key, and the URL that Astro renders it by. */
interface Page {
	readonly pathname: string;
	readonly url: string;
	readonly reads?: boolean;
	readonly cacheKey?: string | undefined;
}

const A: Page = { pathname: '/blog/a', url: '/docs/blog/a/', cacheKey: 'a1' };
const READS: Page = {
	pathname: '/blog/ü b',
	url: '/docs/blog/%C3%BC%20b/',
	cacheKey: 'b1',
	reads: true,
};

let folder: string;
let file: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'choose-incremental-'));
	file = join(folder, 'astro-choose/incremental-pages.json');
});
afterEach(() => rm(folder, { recursive: true }));

const pathsOf = (pages: readonly Page[]) =>
	pages.map(({ pathname, cacheKey }) => ({
		pathname,
		route: { component: 'src/pages/blog/[id].astro' },
		...(cacheKey === undefined ? {} : { cacheKey }),
	})) as unknown as StaticPaths;

/** Builds as Astro does: a page is rendered unless the last build kept it under the same key. Tells the keys, and what was rendered. */
async function build(pages: readonly Page[], kept: ReadonlyMap<string, string> = new Map()) {
	const incremental = createIncrementalPages({
		cacheDir: pathToFileURL(`${folder}/`),
		base: '/docs',
	});
	const keyed = await incremental.withKeys(pathsOf(pages));
	const keys = new Map(
		keyed.flatMap(({ pathname, cacheKey }) =>
			cacheKey === undefined ? [] : [[pathname, cacheKey]],
		),
	);
	const rendered: string[] = [];
	for (const { pathname, url, reads = false } of pages) {
		const key = keys.get(pathname);
		if (key !== undefined && kept.get(pathname) === key) continue;
		rendered.push(pathname);
		incremental.onRendered('src/pages/blog/[id].astro', `http://localhost${url}`, reads);
	}
	return { keys, rendered, restored: await incremental.finish() };
}

describe('the pages of an incremental build', () => {
	it('are all rendered at first, and those that read nothing only once', async () => {
		const first = await build([A, READS]);
		expect(first).toMatchObject({ rendered: ['/blog/a', '/blog/ü b'], restored: 0 });
		const second = await build([A, READS], first.keys);
		expect(second).toMatchObject({ rendered: ['/blog/ü b'], restored: 1 });
		const third = await build([A, READS], second.keys);
		expect(third).toMatchObject({ rendered: ['/blog/ü b'], restored: 1 });
	});

	it('are rendered again when their own key changes', async () => {
		const first = await build([A]);
		const second = await build([{ ...A, cacheKey: 'a2' }], first.keys);
		expect(second.rendered).toEqual(['/blog/a']);
	});

	it('are rendered in every build from the one in which they begin to read', async () => {
		const first = await build([A]);
		const edited = { ...A, cacheKey: 'a2', reads: true };
		const second = await build([edited], first.keys);
		const third = await build([edited], second.keys);
		expect([second.rendered, third.rendered]).toEqual([['/blog/a'], ['/blog/a']]);
	});

	it('may be taken over again once they have ceased to read', async () => {
		const first = await build([READS]);
		const second = await build([{ ...READS, reads: false }], first.keys);
		const third = await build([{ ...READS, reads: false }], second.keys);
		const fourth = await build([{ ...READS, reads: false }], third.keys);
		expect([second, third, fourth].map(({ rendered }) => rendered.length)).toEqual([1, 1, 0]);
	});

	it.each([
		['nobody knows what they read', () => rm(file)],
		['it cannot be read', () => writeFile(file, '{')],
		[
			'it is of another version',
			() => writeFile(file, '{"version":2,"generation":"","reading":[]}'),
		],
	])('are all rendered when %s', async (_why, damage) => {
		const first = await build([A, READS]);
		await damage();
		const second = await build([A, READS], first.keys);
		expect(second.rendered).toEqual(['/blog/a', '/blog/ü b']);
	});

	it('are all rendered after a build that did not come to its end', async () => {
		const first = await build([A]);
		const failed = createIncrementalPages({
			cacheDir: pathToFileURL(`${folder}/`),
			base: '/docs',
		});
		await failed.withKeys(pathsOf([A]));
		expect((await build([A], first.keys)).rendered).toEqual(['/blog/a']);
	});

	it('are all rendered after a build that rendered something nobody had listed', async () => {
		const first = await build([A]);
		const odd = createIncrementalPages({ cacheDir: pathToFileURL(`${folder}/`), base: '/docs' });
		await odd.withKeys(pathsOf([A]));
		odd.onRendered('src/pages/other.astro', 'http://localhost/docs/other/', true);
		await odd.finish();
		await expect(readFile(file)).rejects.toThrow('ENOENT');
		expect((await build([A], first.keys)).rendered).toEqual(['/blog/a']);
	});

	it.each([
		['/', '/docs/index.html'],
		['/', '/docs'],
		['/about', '/docs/about.html'],
		['/about', '/docs/about'],
		['/data.json', '/docs/data.json'],
	])('are known by path and URL: %s and %s', async (pathname, url) => {
		const page: Page = { pathname, url, cacheKey: 'k', reads: true };
		const first = await build([page]);
		expect((await build([page], first.keys)).rendered).toEqual([pathname]);
		await expect(readFile(file, 'utf8')).resolves.toContain('src/pages');
	});
});

it('has no page taken over where builds are not incremental', async () => {
	expect(await NOT_INCREMENTAL.withKeys(pathsOf([A]))).toEqual(
		pathsOf([{ ...A, cacheKey: undefined }]),
	);
});
