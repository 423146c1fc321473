import { expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';

const ON_DEMAND = [
	'/',
	'/nothing/else',
	'/shop/shoe',
	'/shop/hat/blue',
	'/shop/live-hat',
	'/injected/live-before',
	'/injected/live-after',
];

describeFeature('Routing', 'Route priority, and routes that integrations inject', () => {
	testSite(
		{
			fixture: 'route-priority',
			varied: [
				'/about/',
				'/injected/after/',
				'/injected/before/',
				'/shop/bag/',
				'/shop/hat/',
				'/shop/hat/red/',
			],
			targets: [...ON_DEMAND, '/about', '/about.html', '/shop/', '/shop/hat', '/injected/after'],
			expectedWarnings: /\[build\] Could not render `\/shop\/hat`/,
			onDemand: [...ON_DEMAND, '/about.html', '/shop/'],
		},
		(run) => {
			it('shows the page on demand where nothing is prerendered', async () => {
				const { text } = await ask(run().varied.url, '/shop/shoe', { headers: PRO });
				expect(text).toContain('On demand shop/shoe: Pro hero');
			});

			it('shows the variant of the prerendered page where there is one', async () => {
				const { text } = await ask(run().varied.url, '/shop/hat', { headers: PRO });
				expect(text).toContain('Prerendered hat: Pro tip');
			});
		},
	);
});
