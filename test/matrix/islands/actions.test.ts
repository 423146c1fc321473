import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { ask, type Answer } from '../../support/ask.js';
import { launchChromium, openPage } from '../../support/browser.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';
import type { ServedSite } from '../../support/fixture.js';

/** Nothing is kept of a visitor who opted out: what is shown comes from the Referer. */
const OPTED_OUT = { intempt_do_not_track: '1' };
const SOCIAL = '?utm_source=facebook';

interface Sent {
	readonly body: string;
	readonly type: string;
	readonly headers?: Readonly<Record<string, string>>;
}

function send({ url }: ServedSite, target: string, { body, type, headers }: Sent): Promise<Answer> {
	return ask(url, target, {
		method: 'POST',
		body,
		headers: { 'content-type': type, origin: url, ...headers },
	});
}
const JSON_CALL = { body: '{"name":"Ada"}', type: 'application/json' };
const FORM = { body: 'email=ada%40example.com', type: 'application/x-www-form-urlencoded' };

describeFeature('Islands and interaction', 'Actions', () => {
	testSite(
		{
			fixture: 'actions',
			varied: ['/'],
			targets: ['/newsletter', '/_actions/greet', '/_actions/nothing'],
			onDemand: ['/newsletter'],
		},
		(run) => {
			it.each([
				['everybody', {}, 'plain'],
				['a visitor of a segment', PRO, 'asPro'],
			] as const)('answer %s as Astro would with these values', async (_who, headers, as) => {
				const calls: [string, Sent][] = [
					['/_actions/greet', { ...JSON_CALL, headers }],
					['/_actions/greet', { ...JSON_CALL, body: '{}', headers }],
					['/_actions/plain', { ...JSON_CALL, headers }],
					['/newsletter?_action=subscribe', { ...FORM, headers }],
					['/newsletter?_action=subscribe', { ...FORM, body: 'email=none', headers }],
					['/newsletter?_action=subscribe', { ...FORM, body: 'email=taken%40a.example', headers }],
				];
				for (const [target, sent] of calls) {
					const [found, expected] = await Promise.all([
						send(run().varied, target, sent),
						send(run()[as], target, sent),
					]);
					const essence = ({ status, text, headers }: Answer) => ({
						status,
						text,
						type: headers['content-type'],
						cookies: headers['set-cookie'],
					});
					expect(essence(found), target).toEqual(essence(expected));
				}
			});

			it('do not run on a prerendered page, which is its default for everybody', async () => {
				for (const headers of [{}, PRO]) {
					const found = await send(run().varied, '/?_action=subscribe', { ...FORM, headers });
					const expected = await send(run().plain, '/?_action=subscribe', { ...FORM, headers });
					expect([found.status, found.text]).toEqual([200, expected.text]);
				}
			});

			it('are refused from another site, as Astro does', async () => {
				const headers = { origin: 'https://elsewhere.example' };
				const target = '/newsletter?_action=subscribe';
				expect((await send(run().varied, target, { ...FORM, headers })).status).toBe(403);
			});

			it('run for the audience of the page that calls them', async () => {
				const headers = { referer: `${run().varied.url}/${SOCIAL}` };
				const call = await send(run().varied, '/_actions/greet', { ...JSON_CALL, headers });
				expect(call.text).toContain('Ada saw Social hero');
			});

			it('sent by a form leave the page what it was', async () => {
				const headers = {
					referer: `${run().varied.url}/newsletter${SOCIAL}`,
					'sec-fetch-mode': 'navigate',
				};
				const { text } = await send(run().varied, '/newsletter?_action=subscribe', {
					...FORM,
					headers,
				});
				expect(text).toContain('Social hero');
				expect(text).toContain('ada@example.com saw Default tip');
			});

			it('that read a decision are kept by no cache', async () => {
				const { headers } = await send(run().varied, '/_actions/greet', JSON_CALL);
				expect(headers['cache-control']).toBe('private, no-cache');
				const untouched = await send(run().varied, '/_actions/plain', JSON_CALL);
				expect(untouched.headers['cache-control']).toBeUndefined();
			});

			describe('in a browser', () => {
				let browser: Browser;
				beforeAll(async () => {
					browser = await launchChromium();
				});
				afterAll(() => browser.close());

				it('a call from a varied page shows what the page shows', async () => {
					const { page, problems } = await openPage(
						browser,
						`${run().varied.url}/${SOCIAL}`,
						OPTED_OUT,
					);
					await page.getByRole('button').click();
					await page.getByText('Ada saw Social hero').waitFor();
					expect(problems).toEqual([]);
				});

				it('a form keeps its page', async () => {
					const url = `${run().varied.url}/newsletter${SOCIAL}`;
					const { page, problems } = await openPage(browser, url, OPTED_OUT);
					await page.getByRole('button').click();
					await page.getByText('ada@example.com saw Default tip').waitFor();
					expect(await page.locator('h1, h2').textContent()).toBe('Social hero');
					expect(problems).toEqual([]);
				});
			});
		},
	);
});
