import type { SSRManifest } from 'astro';
import { describe, expect, it } from 'vitest';
import {
	keepStyleOrder,
	reorderedSheets,
	watchStyleOrder,
	withSheets,
	type BuildPages,
	type Sheet,
} from '../../integration/src/astro-styles.js';
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

	it('are told apart from those of the manifest where their order is another', () => {
		const page = createPage('/home');
		const pages = new Map([['y', page]]);
		watchStyleOrder(pages, routeOf(page));
		const [turned, same] = [newScope(), newScope()];
		for (const scope of [turned, same]) render(page, scope);
		const sheets = reorderedSheets(turned, pages, routeOf(page));
		expect(sheets).toEqual(['b.css', 'a.css'].map((src) => ({ type: 'external', src })));
		expect(reorderedSheets(same, pages, routeOf(page))).toBeUndefined();
	});

	it('are one where inline ones follow each other, unless they import', () => {
		const inline = (content: string) =>
			({ depth: -1, order: -1, sheet: { type: 'inline', content } }) as const;
		const page = createPage('/home');
		page.styles.push(...['c{}', 'd{}', '@import "e"', 'f{}'].map(inline));
		const pages = new Map([['y', page]]);
		watchStyleOrder(pages, routeOf(page));
		const scope = newScope();
		render(page, scope);
		const sheets = reorderedSheets(scope, pages, routeOf(page)) ?? [];
		expect(sheets.map((sheet) => ('src' in sheet ? sheet.src : sheet.content))).toEqual([
			'f{}',
			'@import "e"',
			'd{}c{}',
			'b.css',
			'a.css',
		]);
	});

	it('stand in the manifest only while their page is rendered', async () => {
		const own: Sheet[] = [{ type: 'external', src: 'own.css' }];
		const others: Sheet[] = [{ type: 'external', src: 'other.css' }];
		const entry = { routeData: { route: '/home' }, styles: own };
		const manifest: unknown = { routes: [{ routeData: { route: '/' }, styles: [] }, entry] };
		const seen: unknown[] = [];
		for (const sheets of [others, undefined]) {
			await withSheets(manifest as SSRManifest, { route: '/home' }, sheets, () => {
				seen.push(entry.styles);
				return Promise.resolve();
			});
		}
		const failing = withSheets(manifest as SSRManifest, { route: '/home' }, others, () =>
			Promise.reject(new Error('thrown')),
		);
		await expect(failing).rejects.toThrow('thrown');
		expect(seen).toEqual([others, own]);
		expect(entry.styles).toBe(own);
	});
});
