import { describe, expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';

describeFeature('Routing', 'Custom 404 and 500 pages', () => {
	describe.each(['prerendered', 'on-demand'])('%s', (kind) => {
		testSite(
			{
				fixture: 'error-pages',
				env: { FIXTURE_ERROR_PAGES: kind },
				varied: ['/', '/rooms/404/'],
				targets: [
					'/nowhere',
					'/404',
					'/404.html',
					'/500',
					'/live/throws',
					'/live/refused',
					'/live/own',
					'/live/missing',
				],
				onDemand: ['/live/own', '/live/missing', '/404', '/500', '/live/throws', '/live/refused'],
			},
			(run) => {
				it('show everybody the default, whatever led there', async () => {
					for (const [target, code] of [
						['/nowhere', 404],
						['/live/missing', 404],
						['/live/throws', 500],
						['/live/refused', 500],
					] as const) {
						const { status, text } = await ask(run().varied.url, target, { headers: PRO });
						expect(status, target).toBe(code);
						expect(text, target).toContain('Default hero');
						expect(text, target).toContain('Default tip');
						expect(text, target).not.toContain('Pro');
					}
				});

				it('may be read for a visitor where a page answers 404 itself', async () => {
					const { status, headers, text } = await ask(run().varied.url, '/live/own', {
						headers: PRO,
					});
					expect([status, headers['cache-control']]).toEqual([404, 'private, no-cache']);
					expect(text).toContain('Pro hero: nothing here');
				});
			},
		);
	});
});
