import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import type { ServedSite } from '../../support/fixture.js';
import {
	buildLiveSite,
	WHEN_TOLD,
	PRO,
	readText,
	showsHero,
	type LiveSite,
} from '../../support/live-site.js';
import { sendVisitor, type Visit } from '../../support/visits.js';
import { notEmpty } from '../../support/not-empty.js';

const PAGES = ['/', '/shop/', '/now'];

describe('two builds that share a state folder', () => {
	let first: LiveSite;
	let second: LiveSite;
	let state: string;
	beforeAll(async () => {
		[first, second] = await Promise.all([
			buildLiveSite(WHEN_TOLD),
			buildLiveSite(WHEN_TOLD, async (site) => {
				const layout = 'src/layouts/Page.astro';
				const written = await site.read(layout);
				await site.write(
					layout,
					written.replace('First build', 'Second build').replace('#111111', '#222222'),
				);
			}),
		]);
		state = await first.makeFolder();
	});
	afterAll(async () => {
		await first.remove();
		await second.remove();
	});

	const serve = (live: LiveSite) =>
		// The first one's Choose for both.
		live.serve({ ...first.env, CHOOSE_STATE: state });

	/** Every page is of this build, and refers to nothing that its server has not got. */
	const expectBuild = async (visits: readonly Visit[], { url }: ServedSite, build: string) => {
		expect(visits.filter(({ text }) => !text.includes(build)).map(({ path }) => path)).toEqual([]);
		const stylesheets = visits.map(({ text }) =>
			[...text.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map(([, href = '']) => href),
		);
		expect(notEmpty(stylesheets).every((hrefs) => hrefs.length > 0)).toBe(true);
		for (const href of notEmpty(new Set(stylesheets.flat()))) {
			expect((await ask(url, href)).status, `${href} of ${build}`).toBe(200);
		}
	};

	it('serve their own pages only, side by side and after a rollback', async () => {
		const [a, b] = [await serve(first), await serve(second)];
		const visitors = [a, b].map(({ url }) => sendVisitor(url, PAGES, PRO));
		for (const headline of ['One', 'Two', 'Three']) {
			await first.change(a.url, {
				hero: { headline },
				'best-sellers': { label: headline, products: [] },
			});
			for (const { url } of [a, b]) {
				for (const path of ['/', '/now']) await showsHero(url, headline, { path });
			}
		}
		// Of the same outcome, and yet another page.
		const tags = await Promise.all(
			[a, b].map(async ({ url }) => (await ask(url, '/', { headers: PRO })).headers.etag ?? ''),
		);
		expect(tags[0]).not.toBe(tags[1]);
		for (const [{ url }, tag] of [
			[b, tags[0]],
			[a, tags[1]],
		] as const) {
			const { status } = await ask(url, '/', { headers: { ...PRO, 'if-none-match': tag } });
			expect(status).toBe(200);
		}
		await visitors[1]!.seesAll();
		await expectBuild(await visitors[1]!.leave(), b, 'Second build');
		await b.stop();

		await first.change(a.url, { hero: { headline: 'After the rollback' } });
		await showsHero(a.url, 'After the rollback');
		await visitors[0]!.seesAll();
		await expectBuild(await visitors[0]!.leave(), a, 'First build');
		await a.stop();
	});

	it('start with the decisions that the other learned, and never with its pages', async () => {
		const b = await serve(second);
		await first.change(b.url, { hero: { headline: 'Learned by the second' } });
		await showsHero(b.url, 'Learned by the second');
		await b.stop();
		await first.misbehave({ fail: 503 });
		const a = await serve(first);
		const visitor = sendVisitor(a.url, PAGES, PRO);
		await showsHero(a.url, 'Learned by the second');
		await visitor.seesAll();
		const visits = await visitor.leave();
		await expectBuild(visits, a, 'First build');
		const heroes = visits.filter(({ path }) => path === '/now').map(({ text }) => readText(text));
		expect(new Set(heroes.map(({ hero }) => hero))).toEqual(new Set(['Learned by the second']));
		await first.misbehave({});
	});
});
