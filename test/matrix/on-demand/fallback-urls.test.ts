import { expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { describeFeature, testSite } from '../../support/matrix.js';

describeFeature(
	'Rendering on demand',
	'`chooseFallback` with `base`, `trailingSlash` and i18n',
	() => {
		testSite(
			{
				fixture: 'fallback-i18n',
				config: {
					base: '/docs',
					trailingSlash: 'always',
					i18n: {
						defaultLocale: 'en',
						locales: ['en', 'de'],
						fallback: { de: 'en' },
						routing: { prefixDefaultLocale: true, fallbackType: 'rewrite' },
					},
				},
				varied: [],
				targets: ['/docs/en/guarded/', '/docs/de/guarded/', '/docs/de/own/', '/docs/en/guarded'],
				onDemand: ['/docs/en/guarded/', '/docs/de/guarded/', '/docs/de/own/'],
			},
			(run) => {
				it.each(['en/guarded', 'de/own'])('keeps the default of %s', async (page) => {
					const { status, text, headers } = await ask(run().varied.url, `/docs/${page}/?fail`);
					expect([status, headers['cache-status']]).toEqual([
						200,
						'choose; fwd=miss; detail=fallback',
					]);
					expect(text).toContain(`href="https://matrix.example/docs/${page}/"`);
					expect(text).toContain(`in ${page.slice(0, 2)} of /${page}`);
				});

				it('answers for a page that is shown in place of a translation', async () => {
					const { varied } = run();
					const { status, text } = await ask(varied.url, '/docs/de/guarded/?fail');
					expect([status, text]).toEqual([200, expect.stringContaining('in en of /en/guarded')]);
				});

				it('shows nobody’s page to another: it is private, in place of a translation as well', async () => {
					for (const path of ['en/guarded', 'de/guarded', 'de/own']) {
						const { headers } = await ask(run().varied.url, `/docs/${path}/`);
						expect(headers['cache-control'], path).toBe('private, no-cache');
					}
				});
			},
		);
	},
);
