import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'astro/zod';
import { ask } from '../../support/ask.js';
import { readTree, startFixtureEmulator, type FixtureSite } from '../../support/fixture.js';
import { expectSameLive, openLiveSite } from '../../support/live.js';
import { createMatrixSite } from '../../support/matrix-site.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';
import type { Env } from '../../support/process.js';
import { liveTablesSchema } from '../../../integration/src/store/live-tables.js';

const NOTES = ['notes/a/index.html', 'notes/b/index.html', 'notes/ü c/index.html'];
const OFFER = 'notes/offer/index.html';
const SHOPS = ['shops/1/index.html', 'shops/2/index.html'];
const READING = ['/', '/notes/offer/'];
const CACHE = 'node_modules/.astro';
const KEPT = `${CACHE}/astro-choose/incremental-pages.json`;
const READING_NOTE = `---
interface Props {
	title: string;
}
---

<h1>{Astro.props.title} {Astro.locals.choose.get('hero').headline}</h1>
`;
const READING_MIDDLEWARE = `export async function onRequest({ locals }, next) {
	const response = await next();
	const { headline } = locals.choose.get('hero');
	return new Response(await response.text() + headline, response);
}`;
const OTHER_PAGE = `---
---
<p>Other</p>
<style>p { color: teal; }</style>
`;

const reportSchema = z.object({
	pages: z.array(z.looseObject({ path: z.string() })),
	plainPages: z.number(),
	warnings: z.array(z.unknown()),
});

const writtenIndexSchema = z.object({
	index: z.looseObject({ pages: z.looseObject({}), bodies: z.looseObject({}) }),
});

const countsSchema = z.object({
	pages: z.array(z.object({ path: z.string(), variants: z.array(z.unknown()) })),
	totals: z.object({ variants: z.number(), takenOver: z.number() }),
});

/** How many variants a build has rendered, and how many it has of a page that it may take over. */
async function countVariants(site: FixtureSite) {
	const text = await site.read('dist/choose-report.json');
	const { pages, totals } = countsSchema.parse(JSON.parse(text));
	const offer = pages.find(({ path }) => path === '/notes/offer/')?.variants.length ?? 0;
	return { takenOver: totals.takenOver, offer };
}

/** Everything that a build says or leaves, but for when and how long. */
async function readBuild(site: FixtureSite) {
	const read = async (file: string): Promise<unknown> =>
		JSON.parse(await site.read(file), (name, value: unknown) =>
			name === 'renderMs' ? undefined : value,
		);
	const { index } = writtenIndexSchema.parse(await read('dist/server/variants/index.json'));
	const tables = liveTablesSchema.parse(await read('dist/server/choose-live/choose-tables.json'));
	const report = reportSchema.parse(await read('dist/choose-report.json'));
	const { build: _build, live: _live, snapshots: _snapshots, ...store } = index;
	return {
		client: await readTree(join(site.root, 'dist/client')),
		store,
		images: { urls: tables.images.urls, deleted: tables.images.deleted.toSorted() },
		sheets: tables.sheets,
		report,
	};
}

describeFeature('Experimental flags', '`incrementalBuild`', () => {
	describe('the first build', () => {
		testSite({ fixture: 'incremental', varied: READING, targets: ['/notes/a/', '/shops/1/'] });
	});

	describe('the builds after it', { timeout: 180_000 }, () => {
		let site: FixtureSite;

		/** Builds, and tells the pages that come from the last build. Each build is to be as if it were the first. */
		const build = async (own: Env = {}) => {
			const run = async () => {
				const { emulator, env } = await startFixtureEmulator(site);
				const { code, output } = await site.build({ ...env, ...own });
				await emulator.close();
				expect(code, output).toBe(0);
				return [...output.matchAll(/─ (?:\/)?(.*) \((?:restored|cached)\)/g)].map(
					([, file]) => file,
				);
			};
			const restored = await run();
			const built = await readBuild(site);
			const live = await openLiveSite(site.root, { env: own });
			await expectSameLive(live).finally(() => live.close());
			return { restored: restored.toSorted(), built, counts: await countVariants(site) };
		};

		/** The same with nothing to take over; leaves what the build before kept. */
		const buildClean = async (own: Env = {}) => {
			const cache = await readTree(join(site.root, CACHE));
			await rm(join(site.root, CACHE), { recursive: true });
			const { restored, built } = await build(own);
			expect(restored).toEqual([]);
			for (const [file, bytes] of cache) await site.write(join(CACHE, file), bytes);
			return built;
		};

		const showsToPro = async (path: string) => {
			const served = await site.serve();
			const { text } = await ask(served.url, path, { headers: PRO });
			await served.stop();
			return text;
		};

		beforeAll(async () => {
			site = await createMatrixSite('incremental');
			await build();
		});
		afterAll(() => site.remove());

		it('restore every page that has a key, with its variants', async () => {
			const { restored, built, counts } = await build();
			expect(restored).toEqual([...NOTES, OFFER, ...SHOPS].toSorted());
			expect(counts).toEqual({ offer: 2, takenOver: 2 });
			expect(built.report).toMatchObject({ plainPages: 5 });
			expect(built.report.pages.map(({ path }) => path).toSorted()).toEqual(READING);
			expect(await showsToPro('/notes/offer/')).toContain('Pro tip');
			expect(built).toEqual(await buildClean());
		});

		it('render the variants of a restored page that are new', async () => {
			const seed = await site.read('choose.seed.json');
			await site.write('choose.seed.json', seed.replace('Pro tip', 'New tip'));
			const { restored, built, counts } = await build();
			expect(restored).toContain(OFFER);
			expect(counts).toEqual({ offer: 2, takenOver: 1 });
			expect(await showsToPro('/notes/offer/')).toContain('New tip');
			expect(built).toEqual(await buildClean());
		});

		it('render a page whose key is another', async () => {
			const env = { FIXTURE_OFFER: 'Big offer' };
			const { restored, built, counts } = await build(env);
			expect(restored).toEqual([...NOTES, ...SHOPS].toSorted());
			expect(counts).toMatchObject({ takenOver: 0 });
			expect(await showsToPro('/notes/offer/')).toContain('Big offer');
			expect(built).toEqual(await buildClean(env));
		});

		it('render pages with decisions when a stylesheet or a script of the site is another', async () => {
			await site.write('src/pages/other.astro', OTHER_PAGE);
			await site.write('src/styles.css', 'p { color: teal }');
			await site.write(
				'src/pages/index.astro',
				`---\n---\n<h1>{Astro.locals.choose.get('hero').headline}</h1><script>import('../other.ts')</script>`,
			);
			await site.write('src/other.ts', 'document.title = "Other";');
			const { restored, built } = await build();
			expect(restored).toEqual([...NOTES, ...SHOPS].toSorted());
			expect(built).toEqual(await buildClean());
		});

		it('render a page whose code begins to read', async () => {
			await site.write('src/components/Note.astro', READING_NOTE);
			const edited = await build();
			expect(edited.restored).toEqual(SHOPS);
			expect(edited.counts).toMatchObject({ takenOver: 0 });
			expect(await showsToPro('/notes/a/')).toContain('Note a Pro hero');
			const after = await build();
			expect(after.restored).toEqual([...NOTES, OFFER, ...SHOPS].toSorted());
			expect(after.built).toEqual(edited.built);
		});

		it('render everything when a default in `src/choose.config.ts` is another', async () => {
			const audiences = await site.read('src/audiences.json');
			await site.write('src/audiences.json', audiences.replace('Default tip', 'Another tip'));
			const { restored, built } = await build();
			expect(restored).toEqual([]);
			expect(built).toEqual(await buildClean());
		});

		it('render everything when the middleware is another', async () => {
			await site.write('src/middleware.ts', READING_MIDDLEWARE);
			const { restored, built } = await build();
			expect(restored).toEqual([]);
			expect(built.report.plainPages).toBe(0);
			expect((await build()).restored).toEqual([...NOTES, OFFER, ...SHOPS].toSorted());
		});

		it('render everything when it is not known what the last one read', async () => {
			await site.write(KEPT, '{ "version": 0 }');
			expect((await build()).restored).toEqual([]);
		});
	});
});
