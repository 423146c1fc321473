import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { launchChromium, readPage } from '../../support/browser.js';
import { describeFeature, PRO, testSite, type MatrixRun } from '../../support/matrix.js';

let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

function loadedFonts({ varied }: MatrixRun, headers: Readonly<Record<string, string>>) {
	return readPage(browser, varied.url, headers, async (page, problems) => ({
		problems: [...problems],
		fonts: await page.evaluate(
			"document.fonts.ready.then((fonts) => [...fonts].filter(({ status }) => status === 'loaded').length)",
		),
	}));
}

describeFeature('Content and styles', 'Fonts', () => {
	testSite({ fixture: 'fonts', varied: ['/'], targets: ['/plain/'] }, (run) => {
		it('load in a variant that alone uses one', async () => {
			expect(await loadedFonts(run(), PRO)).toEqual({ problems: [], fonts: 1 });
			expect(await loadedFonts(run(), {})).toEqual({ problems: [], fonts: 0 });
		});
	});
});
