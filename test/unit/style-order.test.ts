import { describe, expect, it } from 'vitest';
import {
	keepStyleOrder,
	watchStyleOrder,
	type BuildPages,
} from '../../integration/src/astro-internals.js';
import { decideDefaults } from '../../integration/src/decisions/decide.js';
import {
	createScope,
	renderScope,
	type RenderScope,
} from '../../integration/src/rendering/scope.js';
import { definitionOf } from '../support/definition.js';

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

const newScope = () =>
	createScope({ decisions: decideDefaults(definitionOf({}), 'absent'), device: 'desktop' });

/** The stylesheets that a rendering gets. */
function render(page: Page, scope: RenderScope): string[] {
	const sorted = renderScope.run(scope, () => page.styles.sort(() => -1));
	return sorted.map(({ sheet }) => ('src' in sheet ? sheet.src : ''));
}

describe('the stylesheets of a page that is rendered again', () => {
	it('come in the order of its default, whatever was rendered in between', () => {
		const page = createPage('/home');
		const pages = new Map([
			['x', createPage('/other')],
			['y', page],
		]);
		const defaults = [newScope(), newScope(), newScope()];
		for (const _ of defaults) watchStyleOrder(pages, routeOf(page));
		const first = defaults.map((scope) => render(page, scope));
		expect(new Set(first.map((order) => order.join()))).toHaveLength(2);
		for (const [at, original] of defaults.entries()) {
			const scope = newScope();
			keepStyleOrder(scope, original);
			expect(render(page, scope)).toEqual(first[at]);
		}
	});

	it('leave the order of default pages to Astro', () => {
		const [watched, plain] = [createPage('/home'), createPage('/home')];
		watchStyleOrder(new Map([['y', watched]]), routeOf(watched));
		for (const _ of [1, 2, 3]) {
			const scope = newScope();
			expect(render(watched, scope)).toEqual(render(plain, newScope()));
			const variant = newScope();
			keepStyleOrder(variant, scope);
			render(watched, variant);
		}
	});

	it('come as Astro has them when it does not know the page', () => {
		const page = createPage('/home');
		watchStyleOrder(new Map([['y', page]]), { ...routeOf(page), component: 'other' });
		const original = newScope();
		const first = render(page, original);
		const scope = newScope();
		keepStyleOrder(scope, original);
		expect(render(page, scope)).not.toEqual(first);
	});
});
