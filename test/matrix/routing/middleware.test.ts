import { expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';

describeFeature('Routing', 'Middleware, the site’s own and of other integrations', () => {
	testSite(
		{
			fixture: 'middleware',
			varied: ['/', '/wrapped/'],
			targets: ['/plain/', '/live/wrapped', '/live/cookie', '/nowhere'],
			onDemand: ['/live/wrapped', '/live/cookie'],
			expectedWarnings: /\[choose:report\]/,
		},
		(run) => {
			it('reads decisions, and wraps pages, prerendered or on demand', async () => {
				for (const target of ['/wrapped/', '/live/wrapped']) {
					const { text } = await ask(run().varied.url, target, { headers: PRO });
					expect(text.match(/(?<=<(?:h1|p)>)[^<]+/g), target).toEqual([
						'For Pro hero',
						'after-post: Pro tip',
						'before-post: Pro tip',
						'after-pre: Pro tip',
						'before-pre',
					]);
				}
			});

			it('may set headers of an on-demand page', async () => {
				const { headers } = await ask(run().varied.url, '/live/wrapped', { headers: PRO });
				expect(headers).toMatchObject({
					'x-before-pre': 'seen',
					'x-after-pre': 'seen',
					'x-before-post': 'seen',
					'x-after-post': 'seen',
					'cache-control': 'private, no-cache',
				});
			});

			it('may set a cookie on an on-demand page, next to the visitor’s segment', async () => {
				const { headers, text } = await ask(run().varied.url, '/live/cookie?utm_source=facebook', {
					headers: { 'user-agent': BROWSER },
				});
				expect(text).toContain('Social hero with a cookie');
				expect(headers['set-cookie']?.toSorted()).toEqual([
					expect.stringMatching(/^choose_segment=/),
					expect.stringMatching(/^seen=yes/),
				]);
			});

			it('makes a prerendered page that sets a cookie the default for everybody, and says so', async () => {
				const { text } = await ask(run().varied.url, '/cookie/', { headers: PRO });
				expect(text).toContain('Default hero with a cookie');
				expect(run().output).toMatch(/NotVaried\s+\/cookie\/ .*sets a cookie/);
			});
		},
	);
});

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36';
