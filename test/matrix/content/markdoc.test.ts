import { expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { settleCode } from '../../support/code-blocks.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';

describeFeature('Content and styles', 'Markdoc', () => {
	testSite(
		{
			fixture: 'markdoc',
			varied: ['/decided/'],
			targets: ['/plain/'],
			settle: settleCode,
			// Astro’s own.
			expectedWarnings: /MODULE_LEVEL_DIRECTIVE/,
		},
		(run) => {
			it('tags render our components and the site’s, with content in them', async () => {
				const { text: pro } = await ask(run().varied.url, '/decided/', { headers: PRO });
				expect(pro).toContain('<h2 class="choose-headline">Pro hero</h2>');
				expect(pro).toMatch(/<h2 id="express" class="mine">Express<\/h2>/);
				expect(pro).toContain('With <strong>bold</strong> text.');
				expect(pro).toMatch(/<aside>Pro tip\s*(?:<p>)?and <em>more<\/em>/);
				expect(pro).toContain('Long.');
				const { text: nobody } = await ask(run().varied.url, '/decided/');
				expect(nobody).toContain('<h2 class="choose-headline">Default hero</h2>');
				expect(nobody).not.toContain('Express');
			});
		},
	);
});
