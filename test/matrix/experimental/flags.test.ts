import { expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { launchChromium, readPage } from '../../support/browser.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';

describeFeature(
	'Experimental flags',
	'`clientPrerender`, `collectionStorage`, `svgOptimizer`, `contentIntellisense`, `chromeDevtoolsWorkspace`',
	() => {
		const notes = ['one', 'two', 'three'].map((id) => `/notes/${id}/`);
		testSite({ fixture: 'experimental', varied: ['/'], targets: notes }, (run) => {
			it('show entries of a chunked collection, and optimised SVGs, in a variant', async () => {
				const { text } = await ask(run().varied.url, '/', { headers: PRO });
				expect(text).toContain('<h2>Note two</h2>');
				expect(text).toContain('<em>two</em>');
				expect(text).toMatch(/<svg[^>]*>.*<circle cx="10" cy="10" r="9" fill="red" ?\/>/);
				expect(text).not.toContain('An optimizer');
			});

			it('let a browser prerender what a variant links to', async () => {
				const browser = await launchChromium();
				try {
					const rules = await readPage(browser, run().varied.url, PRO, (page) =>
						page.locator('script[type="speculationrules"]').allTextContents(),
					);
					expect(rules.join()).toContain('/notes/one/');
				} finally {
					await browser.close();
				}
			});
		});
	},
);
