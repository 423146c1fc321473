import { expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';

describeFeature('Routing', '`@astrojs/sitemap` and `@astrojs/rss`', () => {
	testSite(
		{
			fixture: 'sitemap',
			varied: ['/', '/one/', '/two/'],
			targets: ['/sitemap-index.xml', '/sitemap-0.xml', '/before-0.xml', '/rss.xml'],
		},
		(run) => {
			it('lists each page once, and no variant', async () => {
				const { text } = await ask(run().varied.url, '/sitemap-0.xml', { headers: PRO });
				expect(text.match(/(?<=<loc>)[^<]+/g)).toEqual([
					'https://matrix.example/',
					'https://matrix.example/one/',
					'https://matrix.example/two/',
				]);
			});
		},
	);
});
