import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { notEmpty } from '../../support/not-empty.js';
import { readStatus, refresh, SECRET } from '../../support/control.js';
import { readTree } from '../../support/fixture.js';
import {
	buildLiveSite,
	PRO,
	readHero,
	showsHero,
	WHEN_TOLD,
	type LiveSite,
} from '../../support/live-site.js';
import { sendVisitor } from '../../support/visits.js';

const TROUBLED = `---
import { Headline } from 'astro-choose/components';
import Page from '../layouts/Page.astro';

const { headline } = Astro.locals.choose.get('hero');
if (headline === 'Loops') while (true);
if (headline === 'Waits') await new Promise(() => undefined);
if (headline === 'Ends') process.exit(1);
if (headline === 'Needs') await import(/* @vite-ignore */ ['not-', 'installed'].join(''));
---

<Page title="Troubled"><Headline experience="hero" as="h1" /></Page>
`;

describe('a page that cannot be rendered live', () => {
	let live: LiveSite;
	beforeAll(async () => {
		const options = { maxAge: 3_600, live: { renderTimeout: 3_000 } };
		live = await buildLiveSite(options, async (site) => {
			await site.write('src/pages/troubled.astro', TROUBLED);
		});
	});
	afterEach(async () => {
		await live.endAll();
		await live.decide({});
	});
	afterAll(() => live.remove());

	it.each([
		['loops for ever', 'Loops', /troubled.*could not be rendered live: .*3000 ms/],
		['never ends', 'Waits', /troubled.*could not be rendered live: .*3000 ms/],
		['ends its process', 'Ends', /troubled.*could not be rendered live/],
		['needs a package that is not there', 'Needs', /troubled.*could not be.*not-installed/],
	])('because it %s, keeps what it had, and holds up nothing', async (_name, headline, error) => {
		const { url, process } = await live.serve({ CHOOSE_SECRET: SECRET });
		const visitor = sendVisitor(url, ['/troubled/', '/', '/now', '/shop/'], PRO);
		await visitor.seesAll();
		await live.decide({ hero: { headline } });
		expect((await refresh(url)).changed).toEqual(['hero']);
		await showsHero(url, headline);
		await showsHero(url, headline, { path: '/now' });
		expect(await readHero(url, '/troubled/')).toBe('Pro hero');
		await process.waitFor(error);

		await live.decide({ hero: { headline: 'After it' } });
		await refresh(url);
		await showsHero(url, 'After it');
		await showsHero(url, 'After it', { path: '/troubled/' });
		await visitor.seesAll();
		await visitor.leave();
		const errors = process.output().match(/\[ERROR\] \[choose.*/g) ?? [];
		expect(errors.filter((line) => !line.includes('/troubled/'))).toEqual([]);
		expect(new Set(errors).size).toBe(errors.length);
		expect((await readStatus(url)).counters.defaultsInPlace).toBe(0);
	});

	it('does not keep a server from ending when it is told to', async () => {
		const server = await live.serve({ CHOOSE_SECRET: SECRET });
		await live.decide({ hero: { headline: 'Loops' } });
		const refreshing = refresh(server.url).catch(() => undefined);
		await live.replied(1);
		const start = performance.now();
		await server.stop();
		expect(performance.now() - start).toBeLessThan(2_000);
		await refreshing;
	});
});

describe('a server that was moved to another folder', () => {
	it('goes on rendering, and writes nothing there when its state is elsewhere', async () => {
		const live = await buildLiveSite(WHEN_TOLD);
		const moved = `${live.site.root}-moved`;
		try {
			await rename(join(live.site.root, 'dist'), moved);
			const before = await readTree(moved);
			const CHOOSE_STATE = await live.makeFolder();
			const entry = join('..', `${live.site.root.split('/').at(-1)}-moved`, 'server/entry.mjs');
			const env = { ...live.env, CHOOSE_STATE, CHOOSE_SECRET: SECRET };
			const { url, process, stop } = await live.site.serve(env, entry);
			try {
				await live.decide({ hero: { headline: 'Moved' } });
				await refresh(url);
				for (const path of ['/', '/now']) await showsHero(url, 'Moved', { path });
				expect((await readStatus(url)).counters.liveRenders).toBe(1);
				expect(process.output()).not.toMatch(/WARN|ERROR/);
			} finally {
				await stop();
			}
			const after = await readTree(moved);
			expect([...after.keys()]).toEqual([...before.keys()]);
			for (const [file, bytes] of notEmpty(after))
				expect(before.get(file)?.equals(bytes), file).toBe(true);
		} finally {
			await rm(moved, { recursive: true, force: true });
			await live.remove();
		}
	});
});
