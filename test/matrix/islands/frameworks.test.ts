import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, openPage } from '../../support/browser.js';
import { describeFeature, testSite } from '../../support/matrix.js';
import { notEmpty } from '../../support/not-empty.js';

const HYDRATED = ['load', 'nested', 'idle', 'only', 'visible'].flatMap((how) => [
	`react-${how}`,
	`svelte-${how}`,
]);

describeFeature('Islands and interaction', 'React and Svelte islands', () => {
	testSite(
		{
			fixture: 'frameworks',
			varied: ['/'],
			targets: ['/plain/', '/live'],
			onDemand: ['/live'],
			// The Svelte compiler names styles after a path from the folder its process was started in.
			inOwnProcess: true,
			// A hash of the folder that the site is in, among other things.
			settle: (text) => text.replace(/ uid="\w+"/g, ''),
		},
		(run) => {
			describe('in a browser', () => {
				let browser: Browser;
				beforeAll(async () => {
					browser = await launchChromium();
				});
				afterAll(() => browser.close());

				it.each([
					['everybody', {}, '/', 'v1', [...HYDRATED, 'payload']],
					['a segment', { plan: 'pro' }, '/', 'v2', [...HYDRATED, 'payload', 'svelte-express']],
					['a segment, on demand', { plan: 'pro' }, '/live', 'v2', HYDRATED],
					['everybody, where nothing is decided', {}, '/plain/', 'plain', HYDRATED],
				])(
					'hydrate without a complaint, and work, for %s',
					async (_who, cookies, path, layout, islands) => {
						const { page, problems } = await openPage(browser, run().varied.url + path, cookies);
						for (const id of notEmpty(islands)) {
							await page.locator(`[data-island="${id}"]`).scrollIntoViewIfNeeded();
							const island = page.locator(`astro-island:not([ssr]) > [data-island="${id}"]`);
							await island.waitFor();
							expect(await island.locator('> h2').textContent()).toMatch(`layout ${layout}`);
							await island.locator('> button').click();
							await island.locator('> button', { hasText: /^1$/ }).waitFor();
						}
						expect(await page.locator('astro-island[ssr]').count()).toBe(0);
						const express = await page.locator('[data-island="react-load"] > p').allTextContents();
						expect(express).toEqual(layout === 'v2' ? ['Express'] : []);
						expect(problems).toEqual([]);
					},
				);
			});
		},
	);
});
