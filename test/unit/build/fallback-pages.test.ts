import { expect, it } from 'vitest';
import { listFallbackPages } from '../../../integration/src/build/fallback-pages.js';

const CONFIG = {
	root: new URL('file:///site/'),
	site: 'https://example.com',
	base: '/docs',
	trailingSlash: 'ignore' as const,
	build: { format: 'directory' as const },
};
const LIVE = {
	pattern: '/live',
	pathname: '/live',
	entrypoint: 'src/pages/live.astro',
	isPrerendered: false,
	params: [],
	type: 'page' as const,
};
const list = (routes: (typeof LIVE | object)[], config = {}) =>
	listFallbackPages(
		routes.map((route) => ({ ...LIVE, ...route })),
		{
			ssr: new Set(['/site/src/pages/live.astro', '/site/src/pages/data.ts']),
			prerender: new Set(['/site/src/pages/still.astro']),
		},
		{ ...CONFIG, ...config },
	);

it.each([
	[{}, 'https://example.com/docs/live/'],
	[{ trailingSlash: 'never' }, 'https://example.com/docs/live'],
	[{ trailingSlash: 'always', build: { format: 'file' } }, 'https://example.com/docs/live/'],
	[{ build: { format: 'file' } }, 'https://example.com/docs/live'],
	[{ site: undefined, base: '/' }, 'http://localhost/live/'],
])('renders a page at the address of a prerendered one: %j', (config, url) => {
	expect(list([{}], config)).toEqual({
		pages: [{ url, route: '/live', component: 'src/pages/live.astro' }],
		warnings: [],
	});
});

it('renders the root page', () => {
	const root = { pattern: '/', pathname: '/' };
	const urls = (config: object) => list([root], config).pages.map(({ url }) => url);
	expect(urls({ base: '/' })).toEqual(['https://example.com/']);
	expect(urls({ trailingSlash: 'never', base: '/' })).toEqual(['https://example.com/']);
	expect(urls({ trailingSlash: 'never' })).toEqual(['https://example.com/docs']);
});

it('leaves pages alone that do not export it', () => {
	const other = { entrypoint: 'src/pages/other.astro' };
	expect(list([other, { ...other, isPrerendered: true }])).toEqual({ pages: [], warnings: [] });
});

it('warns of a prerendered page, and of an endpoint', () => {
	const { pages, warnings } = list([
		{ entrypoint: 'src/pages/still.astro', isPrerendered: true },
		{ entrypoint: 'src/pages/data.ts', type: 'endpoint' },
	]);
	expect(pages).toEqual([]);
	expect(warnings.map(({ name, message }) => `${name}: ${message}`)).toEqual([
		'FallbackNotMade: src/pages/still.astro exports chooseFallback, but it is prerendered: every visitor gets a stored page already. Remove the export.',
		'FallbackNotMade: src/pages/data.ts exports chooseFallback, but it is no page. Remove the export.',
	]);
});

it('refuses a page with parameters', () => {
	expect(() => list([{ pattern: '/[slug]', pathname: undefined, params: ['slug'] }])).toThrow(
		/src\/pages\/live\.astro: .*\(FallbackNeedsOnePath\)\. Expected a route without parameters.*found \/\[slug\]/,
	);
});
