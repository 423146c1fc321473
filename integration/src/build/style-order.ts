import type { HookParameters, RouteData } from 'astro';

type BuildPage =
	HookParameters<'astro:build:setup'>['pages'] extends Map<string, infer Page> ? Page : never;

/** The pages of a build, with their stylesheets. Filled while the build goes on. */
export type BuildPages = ReadonlyMap<
	string,
	Pick<BuildPage, 'component' | 'styles'> & { readonly route: Pick<RouteData, 'route'> }
>;

/**
 * Remembers in which order the last rendering of a route had its stylesheets; the result makes the next one have the same.
 *
 * Each rendering sorts them in place, and of two that only scripts import (those of `client:only` components, say) each counts as
 * the first: left alone, a variant has them the other way round than its default (`cssOrder` in `astro/dist/core/build/runtime.js`).
 */
export function keepStyleOrder(
	pages: BuildPages,
	{ route, component }: Pick<RouteData, 'route' | 'component'>,
): () => void {
	const page = [...pages.values()].find(
		(one) => one.route.route === route && one.component === component,
	);
	if (page === undefined) return () => undefined;
	const kept = [...page.styles];
	return () => {
		page.styles = [...kept];
		page.styles.sort = () => page.styles;
	};
}
