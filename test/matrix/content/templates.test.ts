import { expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { launchChromium, openPage } from '../../support/browser.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';

describeFeature('Content and styles', 'Template syntax, custom elements and `astro:env`', () => {
	testSite(
		{
			fixture: 'templates',
			env: { PUBLIC_NAME: 'Public', SERVER_NAME: 'Server', SECRET_NAME: 'a secret' },
			varied: ['/'],
			targets: ['/live'],
			onDemand: ['/live'],
		},
		(run) => {
			it('dynamic tags, slots and recursion show what is decided', async () => {
				const { text } = await ask(run().varied.url, '/', { headers: PRO });
				expect(text).toMatch(/<h1[^>]*>Pro hero<\/h1>\s*<strong[^>]*>Said<\/strong>/);
				expect(text.match(/<li[^>]*>Pro tip<\/li>/g)).toHaveLength(3);
				expect(text).toMatch(/<b[^>]*>Pro tip<\/b>/);
				expect(text.match(/<li[^>]*>Note [a-d]<\/li>/g)).toHaveLength(4);
				expect(text).toMatch(/<p[^>]*>More<\/p>/);
				expect(text).toMatch(/<article[^>]*><i>Pro hero<\/i>/);
				const { text: nobody } = await ask(run().varied.url, '/');
				expect(nobody).toMatch(/<h2[^>]*>Default hero<\/h2>\s*<small[^>]*>Said<\/small>/);
				expect(nobody).not.toMatch(/<p[^>]*>More<\/p>/);
			});

			it('variables of `astro:env` are there, in variants and on demand', async () => {
				const { text } = await ask(run().varied.url, '/', { headers: PRO });
				expect(text).toMatch(/<p id="env"[^>]*>Public Server 3 8<\/p>/);
				const live = await ask(run().varied.url, '/live', { headers: PRO });
				expect(live.text).toContain('a secret a secret');
			});

			it('scripts, styles and custom elements of a variant work in a browser', async () => {
				const browser = await launchChromium();
				try {
					const url = `${run().varied.url}/`;
					const { page, problems } = await openPage(browser, url, { plan: 'pro' });
					expect(await page.locator('x-greeting').textContent()).toBe('Public Pro hero');
					expect(await page.locator('body').getAttribute('data-headline')).toBe('Pro hero');
					const color = 'getComputedStyle(document.querySelector("h1")).color';
					expect(await page.evaluate(color)).toBe('rgb(0, 128, 128)');
					expect(problems).toEqual([]);
				} finally {
					await browser.close();
				}
			});
		},
	);
});
