import { expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';

describeFeature('Routing', 'Partials', () => {
	testSite(
		{
			fixture: 'partials',
			varied: ['/list/'],
			targets: ['/', '/live/list'],
			onDemand: ['/live/list'],
		},
		(run) => {
			it('are fragments for every visitor, prerendered or on demand', async () => {
				for (const target of ['/list/', '/live/list']) {
					const { text, headers } = await ask(run().varied.url, target, { headers: PRO });
					expect(text.trim(), target).toMatch(/^<li[^>]*>Pro tip<\/li>/);
					expect(headers['cache-control'], target).toBe('private, no-cache');
				}
			});
		},
	);
});
