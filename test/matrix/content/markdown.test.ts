import { expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { settleCode } from '../../support/code-blocks.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';

describeFeature('Content and styles', 'Markdown and MDX', () => {
	testSite(
		{
			fixture: 'markdown',
			varied: ['/page/', '/decided/', '/first/'],
			targets: ['/plain/', '/second/'],
			settle: settleCode,
			// Astro’s own.
			expectedWarnings: /MODULE_LEVEL_DIRECTIVE/,
		},
		(run) => {
			const read = async (path: string, headers = {}) =>
				(await ask(run().varied.url, path, { headers })).text;

			it('a Markdown page varies by its layout alone', async () => {
				const [nobody, pro] = [await read('/page/'), await read('/page/', PRO)];
				expect(pro).toContain('data-marked="yes"');
				expect(pro).toContain('class="astro-code');
				expect(settleCode(pro)).toBe(settleCode(nobody.replace('Default hero', 'Pro hero')));
			});

			it('components in MDX are rendered, Markdown in their slots included', async () => {
				const pro = await read('/decided/', PRO);
				expect(pro).toMatch(/<h2 class="choose-headline">Pro hero<\/h2>/);
				expect(pro).toMatch(/<p data-choose="hero">\s*<em>Pro hero<\/em>/);
				expect(pro).toMatch(/<h2[^>]*>Express<\/h2>\s*<p>With <strong>bold<\/strong> text\./);
				expect(pro).not.toContain('Later');
				expect(pro).toMatch(/<aside data-tone="calm">Pro tip\s*and <em>more<\/em>/);
				const nobody = await read('/decided/');
				expect(nobody).toContain('Later');
				expect(nobody).not.toContain('With <strong>');
			});

			it('a content entry is rendered with components that are handed to it', async () => {
				const pro = await read('/first/', PRO);
				expect(pro).toContain('Some <strong class="mine">bold</strong> text.');
				expect(pro).toContain('<h2 class="choose-headline">Pro hero</h2>');
				expect(pro).toContain('<aside data-tone="loud">Pro tip');
			});
		},
	);
});
