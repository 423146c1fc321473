import { describe, expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { describeFeature, PRO, testSite, type MatrixRun } from '../../support/matrix.js';
import { notEmpty } from '../../support/not-empty.js';

const I18N = {
	defaultLocale: 'en',
	locales: ['en', 'de', { path: 'portugues', codes: ['pt', 'pt-BR'] }],
};
const FALLBACK = { de: 'en', portugues: 'en' };
// Astro's own, of fallbacks to pages that exist; and ours, of the home page that Astro answers with a redirect.
const expectedWarnings = /\[build\] Could not render `|\[choose:report\]/;

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36';

describeFeature('Routing', '`i18n`', () => {
	describe('without a prefix for the default locale, falling back by rewrite', () => {
		testSite(
			{
				fixture: ['localized', 'locales'],
				config: {
					i18n: {
						...I18N,
						fallback: FALLBACK,
						routing: { prefixDefaultLocale: false, fallbackType: 'rewrite' },
					},
				},
				varied: [
					'/',
					'/about/',
					'/blog/one/',
					'/de/',
					'/de/about/',
					'/de/blog/one/',
					'/de/impressum/',
					'/portugues/',
					'/portugues/about/',
					'/portugues/blog/one/',
				],
				targets: [
					'/live',
					'/de/live',
					'/de/item/hat',
					'/de/item/bag',
					'/item/hat',
					'/en/about',
					'/de/nowhere',
					'/nowhere',
					'/404',
					'/de/404',
				],
				onDemand: ['/live', '/de/live', '/item/hat', '/de/item/hat', '/de/item/bag'],
				expectedWarnings,
			},
			(run) => {
				itIsPrivate(run, ['/live', '/de/live']);

				it('knows the preferred locale of a visitor on an on-demand page', async () => {
					const headers = { 'accept-language': 'pt-BR,pt;q=0.9,en;q=0.5', ...PRO };
					const { text } = await ask(run().varied.url, '/live', { headers });
					expect(text).toContain('preferred: pt-BR');
					expect(text).toContain('Pro hero');
				});

				it('shows everybody the default of an error page in any locale', async () => {
					for (const path of ['/nowhere', '/de/nowhere', '/de/404/']) {
						const { text } = await ask(run().varied.url, path, { headers: PRO });
						expect(text, path).toContain('Default hero');
					}
				});

				it('falls back from an on-demand page that finds nothing, for its visitor', async () => {
					const { status, headers, text } = await ask(run().varied.url, '/de/item/hat', {
						headers: PRO,
					});
					expect(status).toBe(200);
					expect(text).toContain('Pro hero has hat');
					expect(headers).toMatchObject({
						'cache-control': 'private, no-cache',
						vary: 'Accept-Encoding, User-Agent, Cookie',
					});
				});

				it('remembers the segment of a visitor whom it shows a fallback', async () => {
					const headers = { 'user-agent': BROWSER };
					const target = '/de/item/hat?utm_source=facebook';
					const answer = await ask(run().varied.url, target, { headers });
					expect(answer.text).toContain('Social hero has hat');
					expect(answer.headers['set-cookie']).toEqual([expect.stringMatching(/^choose_segment=/)]);
				});

				it('shows a fallback in the locale of the visitor', async () => {
					const { text } = await ask(run().varied.url, '/de/about/', { headers: PRO });
					expect(text).toContain('<html lang="de">');
					expect(text).toContain('Pro tip');
				});
			},
		);
	});

	describe('without a prefix for the default locale, falling back by redirect', () => {
		testSite(
			{
				fixture: ['localized', 'locales'],
				config: {
					i18n: {
						...I18N,
						fallback: FALLBACK,
						routing: { prefixDefaultLocale: false, fallbackType: 'redirect' },
					},
				},
				varied: ['/', '/about/', '/blog/one/', '/de/', '/de/impressum/'],
				targets: [
					'/de/about/',
					'/de/blog/one/',
					'/live',
					'/de/live',
					'/de/item/hat',
					'/portugues/',
					'/nowhere',
				],
				onDemand: ['/live', '/de/live'],
				expectedWarnings,
			},
			(run) => {
				itIsPrivate(run, ['/live']);
			},
		);
	});

	describe('under a base, without slashes', () => {
		testSite(
			{
				fixture: ['localized', 'locales'],
				config: {
					base: '/shop',
					trailingSlash: 'never',
					i18n: {
						...I18N,
						fallback: FALLBACK,
						routing: { prefixDefaultLocale: false, fallbackType: 'rewrite' },
					},
				},
				varied: [
					'/shop',
					'/shop/about',
					'/shop/blog/one',
					'/shop/de',
					'/shop/de/about',
					'/shop/de/blog/one',
					'/shop/de/impressum',
					'/shop/portugues',
					'/shop/portugues/about',
					'/shop/portugues/blog/one',
				],
				targets: ['/shop/', '/shop/de/', '/de/about', '/shop/live', '/shop/de/live', '/shop/de/no'],
				onDemand: ['/shop/live', '/shop/de/live'],
				expectedWarnings,
			},
			(run) => {
				itIsPrivate(run, ['/shop/live', '/shop/de/live']);
			},
		);
	});

	describe('with a prefix for every locale', () => {
		testSite({
			fixture: ['localized', 'locales-prefixed'],
			config: {
				i18n: {
					...I18N,
					routing: { prefixDefaultLocale: true, redirectToDefaultLocale: true },
				},
			},
			varied: ['/de/', '/en/', '/en/about/', '/portugues/'],
			targets: ['/', '/about/', '/en/live', '/de/about/', '/nowhere', '/pt/'],
			onDemand: ['/en/live'],
			expectedWarnings,
		});
	});

	describe('with a prefix for every locale, and a home page of its own', () => {
		testSite({
			fixture: ['localized', 'locales-prefixed'],
			config: {
				i18n: {
					...I18N,
					fallback: { de: 'en' },
					routing: {
						prefixDefaultLocale: true,
						redirectToDefaultLocale: false,
						fallbackType: 'rewrite',
					},
				},
			},
			varied: ['/', '/de/', '/de/about/', '/en/', '/en/about/', '/portugues/'],
			targets: ['/about/', '/en/live', '/de/live', '/nowhere', '/en/nowhere'],
			onDemand: ['/en/live', '/de/live'],
			expectedWarnings,
		});
	});

	describe('with routing of the site’s own', () => {
		testSite({
			fixture: ['localized', 'locales-manual'],
			varied: ['/', '/about/', '/de/'],
			targets: ['/live', '/de/live', '/about/', '/help', '/nowhere'],
			onDemand: ['/live', '/de/live'],
			expectedWarnings,
		});
	});
});

function itIsPrivate(run: () => MatrixRun, targets: readonly string[]): void {
	it('keeps on-demand pages that read decisions out of shared caches', async () => {
		for (const target of notEmpty(targets)) {
			const { headers, text } = await ask(run().varied.url, target, { headers: PRO });
			expect(text, target).toContain('Pro hero');
			expect(headers, target).toMatchObject({
				'cache-control': 'private, no-cache',
				vary: 'Accept-Encoding, User-Agent, Cookie',
			});
		}
	});
}
