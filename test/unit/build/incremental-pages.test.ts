import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
	createIncrementalPages,
	NOT_INCREMENTAL,
	type IncrementalPages,
} from '../../../integration/src/build/incremental-pages.js';
import { createRestoredPage } from '../../../integration/src/build/restored-page.js';
import type { BuiltPage } from '../../../integration/src/build/render-variants.js';
import { decide, decideDefaults } from '../../../integration/src/decisions/decide.js';
import type { RenderTraces } from '../../../integration/src/rendering/traces.js';
import { createPackWriter } from '../../../integration/src/store/pack-writer.js';
import { valueOfRead, type Outcome } from '../../../integration/src/variants/reads.js';
import { definitionOf, text } from '../../support/definition.js';

type StaticPaths = Parameters<IncrementalPages['withKeys']>[0];

/** A path of a site with its key, and the URL that Astro renders it by. */
interface Page {
	readonly pathname: string;
	readonly url: string;
	readonly reads?: boolean;
	readonly cacheKey?: string | undefined;
	/** Content entries that only its variant renders. */
	readonly entries?: readonly string[];
	/** Whether its stylesheets are in another order than the manifest's. */
	readonly isReordered?: boolean;
}

/** What is not of a page and may change from build to build. */
interface Around {
	readonly code?: string | undefined;
	readonly assets?: readonly string[];
	readonly default?: string;
	readonly csp?: boolean;
	/** A component that renders something nobody had listed. */
	readonly odd?: boolean;
	/** It fails before everything is stored. */
	readonly fails?: boolean;
}

const COMPONENT = 'src/pages/blog/[id].astro';
const A: Page = { pathname: '/blog/a', url: '/docs/blog/a/', cacheKey: 'a1' };
const B: Page = {
	pathname: '/blog/ü b',
	url: '/docs/blog/%C3%BC%20b/',
	cacheKey: 'b1',
	reads: true,
};

let folder: URL;
let file: URL;
let pack: URL;
/** What Astro keeps: keys by path. */
let astro: Map<string, string>;
beforeEach(async () => {
	folder = pathToFileURL(`${await mkdtemp(join(tmpdir(), 'choose-incremental-'))}/`);
	file = new URL('astro-choose/incremental-pages.json', folder);
	pack = new URL('astro-choose/incremental-pages.bin', folder);
	astro = new Map();
});
afterEach(() => rm(folder, { recursive: true }));

const pathsOf = (pages: readonly Page[]) =>
	pages.map(({ pathname, cacheKey }) => ({
		pathname,
		route: { component: COMPONENT, route: '/blog/[id]', type: 'page' },
		...(cacheKey === undefined ? {} : { cacheKey }),
	})) as unknown as StaticPaths;

const tracesOf = (contentEntryKeys: readonly string[] = []): RenderTraces => ({
	contentEntryKeys: [...contentEntryKeys],
	staticImages: [],
	referencedImages: [],
	imageUrls: {},
});

const outcomesOf = (fallback: string): Record<'standard' | 'chosen' | 'other', Outcome> => {
	const definition = definitionOf({ experiences: { one: text(fallback) } });
	const decided = (payload: string): Outcome => ({
		decisions: decide(definition, { experiences: { one: payload }, groups: {} }, () => undefined),
		device: 'desktop',
	});
	return {
		standard: { decisions: decideDefaults(definition, 'absent'), device: 'desktop' },
		chosen: decided('chosen'),
		other: decided('other'),
	};
};

const readsOf = (outcome: Outcome) => [
	{
		kind: 'experience' as const,
		name: 'one',
		value: valueOfRead(outcome, { kind: 'experience', name: 'one' }) ?? '',
	},
];

/** Builds as Astro does: a page is rendered unless the last build kept it under the same key. */
async function build(pages: readonly Page[], around: Around = {}) {
	const { assets = ['a.css'], default: fallback = 'default' } = around;
	const { standard, chosen, other } = outcomesOf(fallback);
	const incremental = createIncrementalPages({
		config: {
			cacheDir: folder,
			base: '/docs',
			security: { csp: around.csp ?? false },
			build: { client: new URL('client/', folder) },
		},
		inputs: { code: 'code' in around ? around.code : 'code', assets: new Set(assets) },
		pages: () => new Map(),
	});
	const keyed = await incremental.withKeys(pathsOf(pages), standard);
	const before = astro;
	astro = new Map(keyed.flatMap((path) => (path.cacheKey ? [[path.pathname, path.cacheKey]] : [])));
	const rendered: string[] = [];
	const varied: BuiltPage['page'][] = [];
	for (const { pathname, url, reads = false, isReordered = false } of pages) {
		if (astro.has(pathname) && astro.get(pathname) === before.get(pathname)) continue;
		rendered.push(pathname);
		const read = reads ? readsOf(standard) : [];
		const found = { reads: read, traces: tracesOf() };
		incremental.onRendered(COMPONENT, `http://localhost${url}`, found);
		if (!reads) continue;
		const bytes = Buffer.from(`${pathname} ${fallback}`);
		const name = decodeURI(url).replace('/docs', '');
		const inside = name.endsWith('.html') ? name : `${name.replace(/\/$/, '')}/index.html`;
		const place = fileURLToPath(new URL(`client${inside}`, folder));
		await mkdir(dirname(place), { recursive: true });
		await writeFile(place, bytes);
		varied.push({
			path: decodeURI(url),
			request: {
				url: `http://localhost${url}`,
				route: '/blog/[id]',
				component: COMPONENT,
				type: 'page',
			},
			original: renderingOf(bytes, read),
			sheets: isReordered ? [] : undefined,
			render: (outcome) => Promise.resolve(renderingOf(Buffer.from('anew'), readsOf(outcome))),
		});
	}
	if (around.odd) {
		incremental.onRendered('src/pages/other.astro', 'http://localhost/docs/other/', {
			reads: readsOf(standard),
		});
	}
	const restored = await incremental.restore();
	for (const page of restored.varied) {
		varied.push(
			createRestoredPage(page, (outcome) =>
				Promise.resolve(renderingOf(Buffer.from('anew'), readsOf(outcome))),
			),
		);
	}
	const writer = await createPackWriter(fileURLToPath(folder));
	const built: BuiltPage[] = [];
	const shown: Record<string, string[]> = {};
	for (const page of incremental.inOrder(varied)) {
		const entries = pages.find(({ url }) => page.request.url.endsWith(url))?.entries;
		const own = await page.render(chosen);
		const renderings = [page.original, { ...own, traces: tracesOf(entries) }];
		shown[page.path] = [...renderings, await page.render(other)].map(({ bytes }) => String(bytes));
		const variants = await Promise.all(
			renderings.map(async ({ bytes, reads, traces }) => ({
				reads: [...reads],
				body: await writer.add(bytes ?? Buffer.alloc(0)),
				headers: {},
				traces,
			})),
		);
		built.push({ page, variants } as unknown as BuiltPage);
	}
	const { bodies, pack: written } = await writer.finish();
	if (!around.fails) {
		await incremental.keep(built, { bodies, pack: new URL(written.file, folder) });
	}
	return { rendered, plainPages: restored.plainPages, shown };
}

function renderingOf(bytes: Buffer, reads: ReturnType<typeof readsOf>) {
	return {
		status: 200,
		statusText: 'OK',
		headers: new Headers(),
		bytes,
		reads,
		setsCookie: false,
		ms: 1,
		traces: tracesOf(),
	};
}

describe('the pages of an incremental build', () => {
	it('are all rendered at first, and then taken over with their variants', async () => {
		const first = await build([A, B]);
		expect(first).toMatchObject({ rendered: ['/blog/a', '/blog/ü b'], plainPages: 0 });
		for (let again = 0; again < 2; again++) {
			const { rendered, plainPages, shown } = await build([A, B]);
			expect({ rendered, plainPages }).toEqual({ rendered: [], plainPages: 1 });
			expect(shown).toEqual(first.shown);
		}
	});

	it('keep the order of their paths', async () => {
		const other = { ...B, pathname: '/blog/c', url: '/docs/blog/c/' };
		await build([B, other]);
		const { shown } = await build([{ ...B, cacheKey: 'b2' }, other]);
		expect(Object.keys(shown)).toEqual(['/docs/blog/ü b/', '/docs/blog/c/']);
		const { shown: next } = await build([B, { ...other, cacheKey: 'c2' }]);
		expect(Object.keys(next)).toEqual(['/docs/blog/ü b/', '/docs/blog/c/']);
	});

	it.each<[string, Page, Page]>([
		['their own key changes', A, { ...A, cacheKey: 'a2' }],
		['their own key changes and they read', B, { ...B, cacheKey: 'b2' }],
		['they begin to read', A, { ...A, cacheKey: 'a2', reads: true }],
		['they cease to read', B, { ...B, cacheKey: 'b2', reads: false }],
	])('are rendered when %s, and taken over again after that', async (_when, before, after) => {
		await build([before]);
		expect((await build([after])).rendered).toEqual([after.pathname]);
		// A page that has ceased to read is known by another key.
		await build([after]);
		const { rendered, shown } = await build([after]);
		expect(rendered).toEqual([]);
		expect(Object.keys(shown)).toHaveLength(after.reads ? 1 : 0);
	});

	it.each<[string, Around]>([
		['the code that all pages share is another', { code: 'other' }],
		['the code that all pages share is not known', { code: undefined }],
	])('are all rendered when %s', async (_when, around) => {
		await build([A, B]);
		expect((await build([A, B], around)).rendered).toEqual(['/blog/a', '/blog/ü b']);
	});

	it.each<[string, Around]>([
		['a stylesheet or a script is another', { assets: ['b.css'] }],
		['a default is another', { default: 'another' }],
	])('that read are rendered once when %s', async (_when, around) => {
		await build([A, B]);
		expect((await build([A, B], around)).rendered).toEqual(['/blog/ü b']);
		const { rendered, shown } = await build([A, B], around);
		expect(rendered).toEqual([]);
		expect(shown['/docs/blog/ü b/']?.[0]).toBe(`/blog/ü b ${around.default ?? 'default'}`);
	});

	it.each<[string, Page, Around]>([
		['a variant renders an entry that the default does not', { ...B, entries: ['x.md'] }, {}],
		['their stylesheets are in another order', { ...B, isReordered: true }, {}],
		['each has a policy that names all scripts', B, { csp: true }],
	])('that read are rendered in every build when %s', async (_when, page, around) => {
		await build([A, page], around);
		expect((await build([A, page], around)).rendered).toEqual([page.pathname]);
		expect((await build([A, page], around)).rendered).toEqual([page.pathname]);
	});

	it.each([
		['nobody knows what they read', () => rm(file)],
		['it cannot be read', () => writeFile(file, '{')],
		['it is of another version', () => writeFile(file, '{"version":1,"generation":""}')],
	])('are all rendered when %s', async (_why, damage) => {
		await build([A, B]);
		await damage();
		expect((await build([A, B])).rendered).toEqual(['/blog/a', '/blog/ü b']);
	});

	it.each<[string, Around]>([
		['did not come to its end', { fails: true }],
		['rendered something nobody had listed', { odd: true }],
	])('are all rendered after a build that %s', async (_what, around) => {
		await build([A, B]);
		await build([A, B], around);
		expect((await build([A, B])).rendered).toEqual(['/blog/a', '/blog/ü b']);
	});

	it.each([
		['missing', () => rm(pack)],
		[
			'damaged',
			async () =>
				writeFile(
					pack,
					(await readFile(pack)).map((byte) => byte ^ 1),
				),
		],
	])('are taken over without their variants when those are %s', async (_how, damage) => {
		await build([A, B]);
		await damage();
		const { rendered, shown } = await build([A, B]);
		expect(rendered).toEqual([]);
		expect(shown['/docs/blog/ü b/']).toEqual(['/blog/ü b default', 'anew', 'anew']);
	});

	it('are not taken over where something else was put in their place', async () => {
		await build([A, B]);
		await writeFile(new URL('client/blog/ü b/index.html', folder), 'else');
		const { shown } = await build([A, B]);
		expect(shown).toEqual({});
		expect((await build([A, B])).rendered).toEqual(['/blog/ü b']);
	});

	it('that have the same name twice are rendered in every build', async () => {
		await build([B, B]);
		expect((await build([B, B])).rendered).toHaveLength(2);
	});

	it.each([
		['/', '/docs/index.html'],
		['/', '/docs'],
		['/about', '/docs/about.html'],
		['/about', '/docs/about'],
	])('are known by path and URL: %s and %s', async (pathname, url) => {
		const page: Page = { pathname, url, cacheKey: 'k', reads: true };
		await build([page]);
		const { rendered, shown } = await build([page]);
		expect({ rendered, pages: Object.keys(shown) }).toEqual({ rendered: [], pages: [url] });
	});
});

it('has no page taken over where builds are not incremental', async () => {
	expect(await NOT_INCREMENTAL.withKeys(pathsOf([A]), outcomesOf('default').standard)).toEqual(
		pathsOf([{ ...A, cacheKey: undefined }]),
	);
});
