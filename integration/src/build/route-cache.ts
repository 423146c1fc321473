import type { AstroConfig } from 'astro';
import { ChooseError } from '../errors.js';
import { compareSpecificity, matchesPattern } from './route-rule.js';
import type { VariedPage } from './varied-page.js';

/**
 * Refuses rules that would keep one answer of a page that is another for each audience.
 *
 * @throws {ChooseError} RouteCacheOnVariedPage, with every such page.
 */
export function refuseCachedPages(
	pages: readonly Pick<VariedPage, 'path'>[],
	{ cache, routeRules = {}, base }: Pick<AstroConfig, 'cache' | 'routeRules' | 'base'>,
): void {
	if (cache?.provider === undefined) return;
	const rules = Object.entries(routeRules).toSorted(([a], [b]) => compareSpecificity(a, b));
	const problems = pages.flatMap(({ path }) => {
		const rule = rules.find(([pattern]) => matchesPattern(pattern, withoutBase(path, base)));
		if (rule === undefined) return [];
		const [pattern, { maxAge, swr, tags }] = rule;
		const isCached = (maxAge ?? 0) > 0 || swr !== undefined || tags !== undefined;
		return isCached ? [{ path, pattern }] : [];
	});
	if (problems.length === 0) return;
	throw new ChooseError(
		problems.map(({ path, pattern }) => ({
			name: 'RouteCacheOnVariedPage' as const,
			path: `routeRules['${pattern}']`,
			expected: 'pages that are the same for everybody',
			found: `${path}, which reads decisions`,
			hint: `Leave such pages out of routeRules, or give them a rule of their own: '${withoutBase(path, base)}': { maxAge: 0 }. Their variants are prerendered, and need no cache.`,
		})),
	);
}

function withoutBase(path: string, base: string): string {
	const prefix = base.replace(/\/$/, '');
	return path === prefix ? '/' : path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path;
}
