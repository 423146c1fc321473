import { describe, expect, it } from 'vitest';
import { isErrorRoute, localePathsOf } from '../../../integration/src/rendering/error-route.js';

describe('an error route', () => {
	const locales = localePathsOf({
		i18n: {
			defaultLocale: 'en',
			locales: ['en', 'pt_BR', { path: 'deutsch', codes: ['de'] }],
			routing: 'manual',
		},
	});

	it.each(['/404', '/500', '/404/', '/en/404', '/pt-br/500', '/deutsch/404'])('is %s', (route) => {
		expect(isErrorRoute(route, locales)).toBe(true);
	});

	it.each([
		'/',
		'/about',
		'/rooms/404',
		'/de/404',
		'/en/rooms/404',
		'/[lang]/404',
		'/4040',
		'/404/x',
	])('is not %s', (route) => {
		expect(isErrorRoute(route, locales)).toBe(false);
	});

	it('is one of the site itself where there are no locales', () => {
		expect(localePathsOf({ i18n: undefined })).toEqual([]);
		expect(isErrorRoute('/en/404', [])).toBe(false);
	});
});
