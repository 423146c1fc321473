import { describe, expect, it } from 'vitest';
import { keepStyleOrder, type BuildPages } from '../../integration/src/astro-internals.js';

type Page = BuildPages extends ReadonlyMap<string, infer P> ? P : never;

/** A page of Astro's build with two stylesheets of which each comes before the other. */
function createPage(route: string): Page {
	const sheet = (src: string) => ({ type: 'external', src }) as const;
	const styles = ['a.css', 'b.css'].map((src) => ({ depth: -1, order: -1, sheet: sheet(src) }));
	return { component: `src/pages${route}.astro`, route: { route }, styles };
}

function routeOf({ route: { route }, component }: Page) {
	return { route, component };
}

/** The stylesheets that a rendering gets. */
function render(page: Page): string[] {
	return page.styles.sort(() => -1).map(({ sheet }) => ('src' in sheet ? sheet.src : ''));
}

describe('the stylesheets of a page that is rendered again', () => {
	it('come in the order they last had, however often', () => {
		const page = createPage('/home');
		const first = render(page);
		const order = keepStyleOrder(
			new Map([
				['x', createPage('/other')],
				['y', page],
			]),
			routeOf(page),
		);
		for (const _ of [1, 2, 3]) {
			order();
			expect(render(page)).toEqual(first);
		}
	});

	it('come as Astro has them when it does not know the page', () => {
		const page = createPage('/home');
		const order = keepStyleOrder(new Map([['y', page]]), { ...routeOf(page), component: 'other' });
		const first = render(page);
		order();
		expect(render(page)).not.toEqual(first);
	});
});
