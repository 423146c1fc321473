import { describe, expect, it } from 'vitest';
import { memoryCache } from 'astro/config';
import { refuseCachedPages } from '../../../integration/src/build/route-cache.js';
import { matchesPattern } from '../../../integration/src/build/route-rule.js';

describe('a pattern of routeRules', () => {
	it.each([
		['/', '/', true],
		['/', '/about/', false],
		['/about', '/about/', true],
		['/about', '/about/us/', false],
		['/blog/[slug]', '/blog/one', true],
		['/blog/[slug]', '/blog', false],
		['/blog/[slug]', '/blog/one/two', false],
		['/blog/[...path]', '/blog', true],
		['/blog/[...path]', '/blog/one/two/', true],
		['/[...path]', '/', true],
		['/[lang]/[...path]/end', '/de/a/b/end', true],
		['/[lang]/[...path]/end', '/de/a/b', false],
		['/p-[id].html', '/p-7.html', true],
		['/p-[id].html', '/p-.html', false],
		['/[a]-[b]', '/one-two', true],
		['/[a]-[b]', '/one', false],
		['/a.c', '/abc', false],
	])('%s and %s: %s', (pattern, path, matches) => {
		expect(matchesPattern(pattern, path)).toBe(matches);
	});
});

describe('a rule that caches a page which reads decisions', () => {
	const cache = { provider: memoryCache() };
	const check = (routeRules: Record<string, object>, paths: string[], more = {}) => {
		refuseCachedPages(
			paths.map((path) => ({ path })),
			{ base: '/', cache, routeRules, ...more },
		);
	};

	it('is refused with the page and the rule', () => {
		expect(() => {
			check({ '/blog/[...path]': { maxAge: 300 } }, ['/', '/blog/one/']);
		}).toThrow(
			"routeRules['/blog/[...path]']: A page that reads decisions is cached for everybody (RouteCacheOnVariedPage). Expected pages that are the same for everybody; found /blog/one/, which reads decisions.",
		);
	});

	it.each([{ swr: 60 }, { tags: ['blog'] }, { maxAge: 1 }])('is refused for %j', (rule) => {
		expect(() => {
			check({ '/[...path]': rule }, ['/']);
		}).toThrow('RouteCacheOnVariedPage');
	});

	it('is refused below the base', () => {
		expect(() => {
			check({ '/about': { maxAge: 300 } }, ['/docs/about/'], { base: '/docs' });
		}).toThrow('/docs/about/');
	});

	it('does no harm where a more specific rule, or none, is meant for the page', () => {
		check({ '/[...path]': { maxAge: 300 }, '/': { maxAge: 0 } }, ['/']);
		check({ '/[...path]': { maxAge: 0 }, '/about': { maxAge: 300 } }, ['/', '/blog/']);
		check({ '/[...path]': {} }, ['/']);
		expect(() => {
			check({ '/[...path]': { maxAge: 0 }, '/[page]': { maxAge: 300 } }, ['/about/']);
		}).toThrow('/about/');
	});

	it('does no harm without a cache provider, as in Astro', () => {
		check({ '/[...path]': { maxAge: 300 } }, ['/'], { cache: {} });
		check({ '/[...path]': { maxAge: 300 } }, ['/'], { cache: undefined });
	});
});
