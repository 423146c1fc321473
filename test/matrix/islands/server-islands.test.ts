import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMatrixSite } from '../../support/matrix-site.js';
import { ask } from '../../support/ask.js';
import { launchChromium, openPage } from '../../support/browser.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';
import { askIsland, islandsOf, settleIslands } from '../../support/server-islands.js';
import type { FixtureSite, ServedSite } from '../../support/fixture.js';
import { notEmpty } from '../../support/not-empty.js';

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36';
const SOCIAL = '?utm_source=facebook';

/** What an island shows of the decisions. */
const heroOf = (text: string) => /<h2>(.*?)<\/h2>/.exec(text)?.[1];

async function findIslands(server: ServedSite, path: string, headers = {}) {
	const { text } = await ask(server.url, path, { headers });
	return islandsOf(text);
}

/** What the first island of a page shows when a page of the same site, or another, asks for it. */
async function heroFrom(server: ServedSite, referer: string | undefined, headers = {}) {
	const [island] = await findIslands(server, '/plain/');
	return heroOf((await askIsland(server, island!, { ...headers, referer })).text);
}

describeFeature('Islands and interaction', 'Server islands', () => {
	testSite(
		{
			fixture: 'server-islands',
			// The islands of one build can then be asked of another.
			env: { ASTRO_KEY: Buffer.alloc(32, 7).toString('base64') },
			varied: ['/'],
			targets: ['/plain/', '/live', '/_server-islands/Offer', '/_server-islands/Nothing?e=&p=&s='],
			onDemand: ['/live', '/_server-islands/Offer', '/_server-islands/Nothing'],
			settle: settleIslands,
		},
		(run) => {
			it.each([
				['everybody', {}, 'plain'],
				['a visitor of a segment', PRO, 'asPro'],
			] as const)(
				'answers %s as Astro would, props and slots included',
				async (_who, headers, as) => {
					for (const path of ['/', '/plain/', '/live']) {
						const islands = await findIslands(run().varied, path, headers);
						expect(islands.length, path).toBeGreaterThan(0);
						for (const island of notEmpty(islands)) {
							const [found, expected] = await Promise.all([
								askIsland(run().varied, island, headers),
								askIsland(run()[as], island, headers),
							]);
							expect([found.status, found.text]).toEqual([200, expected.text]);
							expect(found.headers['x-robots-tag']).toBe(expected.headers['x-robots-tag']);
						}
					}
				},
			);

			it('works inside a variant: one that only a segment sees', async () => {
				const names = (islands: readonly { component: string }[]) =>
					islands.map(({ component }) => component);
				expect(names(await findIslands(run().varied, '/'))).toEqual(['Offer']);
				const islands = await findIslands(run().varied, '/', PRO);
				expect(names(islands)).toEqual(['Offer', 'Offer']);
				const [slotted = '', text = ''] = await Promise.all(
					islands.map(async (island) => (await askIsland(run().varied, island, PRO)).text),
				);
				expect(slotted).toContain('Passed in for Pro tip');
				expect(text).toContain('data-offer="express"');
				expect(heroOf(text)).toBe('Pro hero');
			});

			it('is kept by no cache when it reads a decision, whatever it asks for', async () => {
				for (const island of notEmpty(await findIslands(run().varied, '/plain/'))) {
					const { headers } = await askIsland(run().varied, island);
					const isPublic = island.component === 'Clock';
					expect(headers['cache-control'], island.component).toBe(
						isPublic ? 'public, max-age=600' : 'private, no-cache',
					);
					expect(headers.vary?.includes('Referer') ?? false).toBe(!isPublic);
				}
			});

			it('is shown to the audience of its page, which the Referer names', async () => {
				const { varied } = run();
				const page = (query: string) => `${varied.url}/${query}`;
				expect(await heroFrom(varied, page(SOCIAL))).toBe('Social hero');
				expect(await heroFrom(varied, page('pricing/' + SOCIAL))).toBe('Social hero');
				expect(await heroFrom(varied, page(''))).toBe('Default hero');
				expect(await heroFrom(varied, page(SOCIAL), PRO)).toBe('Pro hero');
				expect(await heroFrom(varied, undefined)).toBe('Default hero');
			});

			it('does not believe the Referer of another site', async () => {
				const { varied } = run();
				const { host } = new URL(varied.url);
				for (const origin of ['https://elsewhere.example', `http://${host}.evil.example`]) {
					expect(await heroFrom(varied, `${origin}/${SOCIAL}`)).toBe('Default hero');
				}
			});

			it('is in the persisted segment of a visitor whose browser sends no Referer', async () => {
				const { varied } = run();
				const { headers } = await ask(varied.url, `/${SOCIAL}`, {
					headers: { 'user-agent': BROWSER },
				});
				const [cookie] = headers['set-cookie']?.[0]?.split(';') ?? [];
				expect(await heroFrom(varied, undefined, { cookie })).toBe('Social hero');
			});

			it('shows in a browser what its page shows', async () => {
				const browser = await launchChromium();
				try {
					// Nothing is kept of a visitor who opted out: what is shown comes from the Referer.
					const optedOut = { intempt_do_not_track: '1' };
					for (const path of ['/', '/plain/', '/live']) {
						const url = `${run().varied.url}${path}${SOCIAL}`;
						const { page, problems } = await openPage(browser, url, optedOut);
						await page.locator('[data-offer]').first().waitFor();
						const heroes = await page.locator('h1, h2').allTextContents();
						expect(new Set(heroes), path).toEqual(new Set(['Social hero']));
						expect(problems, path).toEqual([]);
					}
				} finally {
					await browser.close();
				}
			});

			it('keeps no visitor in a segment because of a Referer', async () => {
				const { varied } = run();
				const [island] = await findIslands(varied, '/plain/');
				const { headers } = await askIsland(varied, island!, {
					'user-agent': BROWSER,
					referer: `${varied.url}/${SOCIAL}`,
				});
				expect(headers['set-cookie']).toBeUndefined();
			});
		},
	);

	describe('in astro dev', () => {
		let site: FixtureSite;
		let server: ServedSite;

		beforeAll(async () => {
			site = await createMatrixSite('server-islands');
			server = await site.start('dev');
		});
		afterAll(async () => {
			await server.stop();
			await site.remove();
		});

		it('is shown to the audience of its page', async () => {
			expect(await heroFrom(server, `${server.url}/${SOCIAL}`)).toBe('Social hero');
			expect(await heroFrom(server, `https://elsewhere.example/${SOCIAL}`)).toBe('Default hero');
			expect(await heroFrom(server, undefined, PRO)).toBe('Pro hero');
		});
	});
});
