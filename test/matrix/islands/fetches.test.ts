import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { ask, type Ask } from '../../support/ask.js';
import { launchChromium, openPage } from '../../support/browser.js';
import { createMatrixSite } from '../../support/matrix-site.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';
import type { FixtureSite, ServedSite } from '../../support/fixture.js';

const SOCIAL = '?utm_source=facebook';
/** Nothing is kept of a visitor who opted out: what is shown comes from the Referer. */
const OPTED_OUT = { intempt_do_not_track: '1' };
const FETCH = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' };
const NAVIGATION = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

/** The headline in an answer to a request that a page with the query of paid social sends. */
async function heroFrom({ url }: ServedSite, target: string, asked: Ask = {}) {
	const headers = { referer: `${url}/${SOCIAL}`, origin: url, ...asked.headers };
	const { text } = await ask(url, target, { ...asked, headers });
	return /<b>(.*?)<\/b>/.exec(text)?.[1] ?? text;
}

describeFeature(
	'Islands and interaction',
	'Endpoints, page partials and same-origin fetches',
	() => {
		testSite(
			{
				fixture: 'fetches',
				varied: ['/'],
				targets: ['/api/hero', '/api/time', '/partial', '/live'],
				onDemand: ['/api/hero', '/partial', '/live'],
			},
			(run) => {
				it.each([
					['an endpoint', '/api/hero', 'GET'],
					['an endpoint that is sent something', '/api/hero', 'POST'],
					['a page partial', '/partial', 'GET'],
				])(
					'%s is answered for the audience of the page that fetches it',
					async (_what, target, method) => {
						const { varied } = run();
						expect(await heroFrom(varied, target, { method, headers: FETCH })).toBe('Social hero');
						expect(await heroFrom(varied, target, { method })).toBe('Social hero');
						expect(await heroFrom(varied, target, { method, headers: PRO })).toBe('Pro hero');
						const elsewhere = { referer: `https://elsewhere.example/${SOCIAL}` };
						expect(await heroFrom(varied, target, { method, headers: elsewhere })).toBe(
							'Default hero',
						);
					},
				);

				it('an endpoint’s own query comes before that of the page', async () => {
					const { varied } = run();
					const headers = { ...FETCH, referer: `${varied.url}/` };
					expect(await heroFrom(varied, `/api/hero${SOCIAL}`, { headers })).toBe('Social hero');
				});

				it.each([
					['a page, fetched by a script', '/live', FETCH],
					['a page', '/live', NAVIGATION],
					['an endpoint', '/api/hero', NAVIGATION],
					['a prerendered page', '/', FETCH],
				])(
					'a visitor who goes on to %s is not followed by the page before',
					async (_what, target, headers) => {
						const { text } = await ask(run().varied.url, target, {
							headers: { ...headers, referer: `${run().varied.url}/${SOCIAL}` },
						});
						expect(text).toContain('Default hero');
					},
				);

				it('is private when it reads a decision, and left alone when it does not', async () => {
					const { headers } = await ask(run().varied.url, '/api/hero');
					expect(headers['cache-control']).toBe('private, no-cache');
					expect(headers.vary).toContain('Referer');
					const untouched = await ask(run().varied.url, '/api/time');
					expect(untouched.headers['cache-control']).toBe('public, max-age=60');
					expect(untouched.headers.vary).toBeUndefined();
				});

				describe('in a browser', () => {
					let browser: Browser;
					beforeAll(async () => {
						browser = await launchChromium();
					});
					afterAll(() => browser.close());

					it('fetches show what their page shows', async () => {
						const { page, problems } = await openPage(
							browser,
							`${run().varied.url}/${SOCIAL}`,
							OPTED_OUT,
						);
						const texts = await page.locator('h1, #endpoint, #partial').allTextContents();
						expect(texts.map((text) => text.replace(/<\/?b>/g, '').trim())).toEqual(
							Array(3).fill('Social hero'),
						);
						await page.getByRole('link').click();
						await page.waitForURL('**/live');
						expect(await page.locator('b').textContent()).toBe('Default hero');
						expect(problems).toEqual([]);
					});
				});
			},
		);

		describe('in astro dev', () => {
			let site: FixtureSite;
			let server: ServedSite;

			beforeAll(async () => {
				site = await createMatrixSite('fetches');
				server = await site.start('dev');
			});
			afterAll(async () => {
				await server.stop();
				await site.remove();
			});

			it('an endpoint and a page partial are answered for the audience of their page', async () => {
				expect(await heroFrom(server, '/api/hero', { headers: FETCH })).toBe('Social hero');
				expect(await heroFrom(server, '/partial', { headers: FETCH })).toBe('Social hero');
				expect(await heroFrom(server, '/live', { headers: FETCH })).toBe('Default hero');
				expect(await heroFrom(server, '/api/hero', { headers: NAVIGATION })).toBe('Default hero');
			});
		});
	},
);
