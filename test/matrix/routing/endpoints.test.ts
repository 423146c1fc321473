import { expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';

describeFeature('Routing', 'Endpoints', () => {
	testSite(
		{
			fixture: 'endpoints',
			varied: ['/'],
			targets: [
				'/data.json',
				'/data.json/',
				'/items/one.json',
				'/items/zwei%20%C3%BC.json',
				'/live/plain.json',
				'/live/decided.json',
				'/live/a/b',
			],
			onDemand: ['/live/decided.json', '/live/a/b'],
			expectedWarnings: /\[choose:report\]/,
		},
		(run) => {
			it('show a visitor’s decisions when rendered on demand, whatever the method', async () => {
				for (const method of ['GET', 'DELETE', 'PATCH']) {
					const headers = { ...PRO, origin: run().varied.url };
					const { url } = run().varied;
					const answer = await ask(url, '/live/decided.json', { method, headers });
					expect(JSON.parse(answer.text)).toEqual({ method, headline: 'Pro hero' });
					expect(answer.headers['cache-control']).toBe('private, no-cache');
				}
			});

			it('keep their own caching when they read no decision', async () => {
				const { headers } = await ask(run().varied.url, '/live/plain.json', { headers: PRO });
				expect(headers['cache-control']).toBe('public, max-age=60');
				expect(headers.vary).toBeUndefined();
			});

			it('are the default for everybody when prerendered, and the build says so', async () => {
				const { text } = await ask(run().varied.url, '/decided.json', { headers: PRO });
				expect(JSON.parse(text)).toEqual({ headline: 'Default hero' });
				expect(run().output).toMatch(/NotVaried\s+\/decided\.json .*prerendered endpoint/);
			});
		},
	);
});
