import { describe, expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';

const OUTPUT = { fixture: 'output', varied: ['/', '/about/'], targets: ['/plain/'] };

describeFeature('URLs and output', '`build.inlineStylesheets`', () => {
	describe.each([
		{ inlineStylesheets: 'always', inline: true, linked: false },
		{ inlineStylesheets: 'never', inline: false, linked: true },
	])('$inlineStylesheets', ({ inlineStylesheets, inline, linked }) => {
		testSite({ ...OUTPUT, config: { build: { inlineStylesheets } } }, (run) => {
			it('holds for what only a variant shows', async () => {
				const { text } = await ask(run().varied.url, '/', { headers: PRO });
				expect(text).toContain('Express checkout');
				expect(/<style>[^<]*\.express\b/.test(text)).toBe(inline);
				expect(text.includes('rel="stylesheet"')).toBe(linked);
			});
		});
	});
});

describeFeature('URLs and output', '`scopedStyleStrategy`', () => {
	testSite({ ...OUTPUT, config: { scopedStyleStrategy: 'class' } }, (run) => {
		it('scopes the styles of a variant by a class', async () => {
			const { text } = await ask(run().varied.url, '/', { headers: PRO });
			expect(text).toMatch(/class="tip astro-\w+"/);
			expect(text).not.toContain('data-astro-cid');
		});
	});
});

describeFeature('URLs and output', '`vite.build.cssCodeSplit: false`', () => {
	const varied = ['a', 'b', 'c', 'd', 'e'].map((slug) => `/${slug}/`);
	const config = { vite: { build: { cssCodeSplit: false } } };
	testSite({ fixture: 'stylesheets', config, varied }, (run) => {
		it('gives a variant the one stylesheet of the site', async () => {
			const { text } = await ask(run().varied.url, '/a/', { headers: PRO });
			expect(text.match(/rel="stylesheet"/g)).toHaveLength(1);
		});
	});
});
