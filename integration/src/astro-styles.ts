/** In which order Astro gives a page its stylesheets. */
import type { HookParameters, RouteData, SSRManifest } from 'astro';
import { renderScope, type RenderScope } from './rendering/scope.js';

type BuildPage =
	HookParameters<'astro:build:setup'>['pages'] extends Map<string, infer Page> ? Page : never;

/** The pages of a build, with their stylesheets. Filled while the build goes on. */
export type BuildPages = ReadonlyMap<
	string,
	Pick<BuildPage, 'component' | 'styles'> & { readonly route: Pick<RouteData, 'route'> }
>;

type Styles = BuildPage['styles'];
type RouteName = Pick<RouteData, 'route' | 'component'>;

export type Sheet = Styles[number]['sheet'];

const orders = new WeakMap<RenderScope, Styles>();
/** The order that the manifest has. */
const firstOrders = new WeakMap<Styles, Styles>();

/**
 * Lets each rendering of a route note in which order it had its stylesheets, and one with {@link keepStyleOrder} have a given order.
 *
 * Astro sorts them in place for each rendering, and of two that only scripts import (those of `client:only` components, say) each
 * counts as the first: left alone, a variant has them the other way round than its default (`cssOrder` in
 * `astro/dist/core/build/runtime.js`).
 */
export function watchStyleOrder(pages: BuildPages, { route, component }: RouteName): void {
	const styles = stylesOf(pages, { route, component });
	if (styles === undefined || Object.hasOwn(styles, 'sort')) return;
	firstOrders.set(styles, [...styles]);
	const sort = (compare: Parameters<Styles['sort']>[0]): Styles => {
		const scope = renderScope.getStore();
		const kept = scope && orders.get(scope);
		if (kept !== undefined) return kept;
		Array.prototype.sort.call(styles, compare);
		if (scope !== undefined) orders.set(scope, [...styles]);
		return styles;
	};
	Object.defineProperty(styles, 'sort', { value: sort });
}

/** Gives a rendering the stylesheets in the order that another had. */
export function keepStyleOrder(scope: RenderScope, other: RenderScope): void {
	const order = orders.get(other);
	if (order !== undefined) orders.set(scope, order);
}

/** Gives a rendering the stylesheets in the order that the manifest has. */
export function keepFirstOrder(scope: RenderScope, pages: BuildPages, route: RouteName): void {
	watchStyleOrder(pages, route);
	const styles = stylesOf(pages, route);
	const first = styles && firstOrders.get(styles);
	if (first !== undefined) orders.set(scope, first);
}

/** Everything about the stylesheets of a route; asked before it is rendered. */
export function describeStyles(pages: BuildPages, route: RouteName): string {
	return JSON.stringify(stylesOf(pages, route) ?? []);
}

/** The stylesheets of a rendering, in their order; undefined: those of its route in the manifest, in the same order. */
export function reorderedSheets(
	scope: RenderScope,
	pages: BuildPages,
	route: RouteName,
): Sheet[] | undefined {
	const styles = stylesOf(pages, route);
	const first = styles && firstOrders.get(styles);
	const order = orders.get(scope);
	if (first === undefined || order === undefined) return undefined;
	if (order.every((style, at) => style === first[at])) return undefined;
	return order.map(({ sheet }) => sheet).reduce(mergeInline, []);
}

/** Renders with these stylesheets in place of a route's own, as {@link reorderedSheets} gave them. */
export async function withSheets<Rendered>(
	{ routes }: Pick<SSRManifest, 'routes'>,
	{ route }: Pick<RouteName, 'route'>,
	sheets: readonly Sheet[] | undefined,
	render: () => Promise<Rendered>,
): Promise<Rendered> {
	const entry = routes.find(({ routeData }) => routeData.route === route);
	if (entry === undefined || sheets === undefined) return render();
	const { styles } = entry;
	try {
		entry.styles = [...sheets];
		return await render();
	} finally {
		entry.styles = styles;
	}
}

function stylesOf(pages: BuildPages, { route, component }: RouteName): Styles | undefined {
	const page = [...pages.values()].find(
		(one) => one.route.route === route && one.component === component,
	);
	return page?.styles;
}

// As Astro puts them into its manifest (`mergeInlineCss` in `astro/dist/core/build/runtime.js`).
function mergeInline(merged: Sheet[], sheet: Sheet): Sheet[] {
	const last = merged.at(-1);
	const isOne =
		last?.type === 'inline' &&
		sheet.type === 'inline' &&
		![last, sheet].some(({ content }) => content.includes('@import'));
	return isOne
		? [...merged.slice(0, -1), { type: 'inline', content: last.content + sheet.content }]
		: [...merged, sheet];
}
