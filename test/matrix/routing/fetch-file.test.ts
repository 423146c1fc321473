import { expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';

describeFeature('Routing', 'A request pipeline of the site’s own (`src/fetch.ts`)', () => {
	testSite(
		{
			fixture: 'fetch',
			varied: ['/'],
			targets: ['/own', '/live', '/throws', '/data.json', '/plain/', '/nowhere'],
			onDemand: ['/live', '/throws', '/data.json'],
		},
		(run) => {
			it('answers on-demand pages for their visitor', async () => {
				const vary = 'Accept-Encoding, User-Agent, Cookie';
				for (const [target, expected] of [
					['/live', vary],
					['/data.json', `${vary}, Referer`],
				] as const) {
					const { headers } = await ask(run().varied.url, target, { headers: PRO });
					expect(headers, target).toMatchObject({
						'x-fetch': 'own',
						'cache-control': 'private, no-cache',
						vary: expected,
					});
				}
			});

			it('shows everybody the default of an error page', async () => {
				const { status, text } = await ask(run().varied.url, '/throws', { headers: PRO });
				expect([status, text]).toEqual([500, expect.stringContaining('Error: Default hero')]);
			});
		},
	);
});
