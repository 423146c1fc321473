import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium, visitWith } from '../../support/browser.js';
import { describeFeature, testSite } from '../../support/matrix.js';

let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

/** Follows a link, and waits for the page that it leads to. */
async function follow(page: Page, name: string): Promise<string | null> {
	await page.click(`nav >> text="${name}"`);
	await page.waitForSelector(`h1:has-text("${name}: ")`);
	return page.textContent('h1');
}

describeFeature('Routing', '`<ClientRouter />`', () => {
	testSite(
		{
			fixture: 'client-router',
			varied: ['/', '/about/'],
			targets: ['/plain/', '/live/'],
			onDemand: ['/live/'],
		},
		(run) => {
			it.each([
				['a visitor of a segment', { plan: 'pro' }, 'Pro'],
				['everybody else', {}, 'Default'],
			])('shows %s their pages without loading anew', async (_who, cookies, name) => {
				const { url } = run().varied;
				await visitWith(browser, { url, cookies }, async ({ page, problems }) => {
					await page.goto(url);
					await page.fill('#kept', 'typed before');
					await page.evaluate("window.mark = 'of the first page'");
					expect(await follow(page, 'About')).toBe(`About: ${name} tip`);
					expect(await follow(page, 'Live')).toBe(`Live: ${name} hero`);
					expect(await follow(page, 'Plain')).toBe('Plain: nothing is decided here');
					expect(await follow(page, 'Home')).toBe(`Home: ${name} hero`);
					await page.goBack();
					await page.waitForSelector('h1:has-text("Plain: ")');
					await page.goBack();
					await page.waitForSelector(`h1:has-text("Live: ${name} hero")`);
					expect(await page.inputValue('#kept')).toBe('typed before');
					expect(await page.evaluate('window.mark')).toBe('of the first page');
					expect(problems).toEqual([]);
				});
			});

			it('shows the page of a segment that the visitor has come to belong to meanwhile', async () => {
				const { url } = run().varied;
				await visitWith(browser, { url }, async ({ page, context, problems }) => {
					await page.goto(url);
					expect(await follow(page, 'About')).toBe('About: Default tip');
					await context.addCookies([{ name: 'plan', value: 'pro', url }]);
					expect(await follow(page, 'Home')).toBe('Home: Pro hero');
					expect(await follow(page, 'About')).toBe('About: Pro tip');
					expect(problems).toEqual([]);
				});
			});
		},
	);
});
