import { expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';

describeFeature('Servers', "`output: 'static'`, every page prerendered", () => {
	testSite({ fixture: 'two-pages', varied: ['/', '/about/'], targets: ['/about', '/nowhere'] });
});

describeFeature('Servers', "`output: 'server'`, some pages prerendered", () => {
	testSite({
		fixture: ['two-pages', 'server-output'],
		config: { output: 'server' },
		varied: ['/about/'],
		targets: ['/', '/about', '/nowhere'],
		onDemand: ['/'],
	});
});

describeFeature('Servers', "`output: 'server'`, no page prerendered", () => {
	testSite(
		{
			fixture: 'two-pages',
			config: { output: 'server' },
			varied: [],
			targets: ['/', '/about', '/about/', '/nowhere'],
			onDemand: ['/', '/about', '/about/'],
		},
		(run) => {
			it('asks Choose for what only a request will show', async () => {
				const { text, headers } = await ask(run().varied.url, '/', { headers: PRO });
				expect(text).toContain('Pro hero');
				expect(headers['cache-control']).toBe('private, no-cache');
			});
		},
	);
});
