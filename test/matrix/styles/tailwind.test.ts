import { expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';

describeFeature('Content and styles', 'Tailwind', () => {
	const config = { build: { inlineStylesheets: 'never' } };
	testSite({ fixture: 'tailwind', config, varied: ['/'], targets: ['/plain/'] }, (run) => {
		it('has the classes that only a variant uses', async () => {
			const { text } = await ask(run().varied.url, '/', { headers: PRO });
			expect(text).toContain('An offer');
			const [, stylesheet = ''] = /<link rel="stylesheet" href="([^"]+)"/.exec(text) ?? [];
			const { text: css } = await ask(run().varied.url, stylesheet);
			for (const rule of ['margin-top:37px', 'font-size:41px', 'margin-bottom:43px']) {
				expect(css).toContain(rule);
			}
		});
	});
});
