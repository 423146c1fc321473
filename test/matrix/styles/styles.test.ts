import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { launchChromium, readPage, readStyle } from '../../support/browser.js';
import { describeFeature, PRO, testSite, type MatrixRun } from '../../support/matrix.js';

let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

/** What a browser makes of a page: styles of its elements by selector, and the traces of scripts. */
function look({ varied }: MatrixRun, headers: Readonly<Record<string, string>>) {
	return readPage(browser, varied.url, headers, async (page, problems) => ({
		problems: [...problems],
		body: await readStyle(page, 'body', 'backgroundColor'),
		heading: await readStyle(page, 'h1', 'color'),
		offer: {
			color: await readStyle(page, '#offer', 'color'),
			padding: await readStyle(page, '#offer', 'paddingLeft'),
			margin: await readStyle(page, '#offer', 'marginLeft'),
			border: await readStyle(page, '#offer', 'borderLeftWidth'),
		},
		bundledScript: await page.locator('html').getAttribute('data-offer'),
		inlineScript: await page.locator('html').getAttribute('data-color'),
	}));
}

describeFeature('Content and styles', 'Scoped and global styles, CSS modules, scripts', () => {
	testSite({ fixture: 'styles', varied: ['/'], targets: ['/plain/'] }, (run) => {
		const page = { problems: [], body: 'rgb(250, 250, 250)', heading: 'rgb(128, 0, 128)' };

		it('work in the default, which does not show the component', async () => {
			expect(await look(run(), {})).toEqual({
				...page,
				offer: {},
				bundledScript: null,
				inlineScript: null,
			});
		});

		it('work in a component that only a variant shows', async () => {
			expect(await look(run(), PRO)).toEqual({
				...page,
				offer: { color: 'rgb(0, 128, 128)', padding: '11px', margin: '13px', border: '3px' },
				bundledScript: 'scripted',
				inlineScript: 'rgb(0, 128, 128)',
			});
		});
	});
});
