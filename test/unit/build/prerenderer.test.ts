import type { AstroPrerenderer } from 'astro';
import { describe, expect, it } from 'vitest';
import type { IncrementalPages } from '../../../integration/src/build/incremental-pages.js';
import { wrapPrerenderer } from '../../../integration/src/build/prerenderer.js';
import type { FixedPage, VariedPage } from '../../../integration/src/build/varied-page.js';
import { decide, decideDefaults } from '../../../integration/src/decisions/decide.js';
import {
	createAccessor,
	type ChooseAccessor,
} from '../../../integration/src/rendering/accessor.js';
import { renderScope } from '../../../integration/src/rendering/scope.js';
import { definitionOf, text } from '../../support/definition.js';

const definition = definitionOf({ experiences: { one: text() } });
const defaults = { decisions: decideDefaults(definition, 'absent'), device: 'desktop' } as const;
const chosen = {
	decisions: decide(definition, { experiences: { one: 'chosen' }, groups: {} }, () => undefined),
	device: 'mobile',
} as const;

interface Page {
	/** Writes the body in parts, as components do while they stream. */
	readonly parts?: (choose: ChooseAccessor) => Iterable<string>;
	readonly init?: ResponseInit;
	readonly type?: string;
	readonly hasNoBody?: boolean;
	readonly setsCookie?: boolean;
	readonly hasMetadata?: boolean;
}

/** Renders one page through the wrapped prerenderer. */
async function prerender(page: Page, url = 'http://localhost/b%C3%BCcher/') {
	const { parts = (choose: ChooseAccessor) => [String(choose.get('one'))], type = 'page' } = page;
	const asked: { url: string; collectMetadata: unknown }[] = [];
	const plain: unknown[] = [];
	const varied: VariedPage[] = [];
	const fixed: FixedPage[] = [];
	const order: string[] = [];
	const render = (request: Request, options: object) => {
		asked.push({ url: request.url, collectMetadata: Reflect.get(options, 'collectMetadata') });
		const scope = renderScope.getStore()!;
		if (page.setsCookie) scope.setsCookie = () => true;
		const choose = createAccessor(scope.outcome, scope.log);
		const response = new Response(page.hasNoBody ? null : streamOf(parts(choose)), page.init);
		return Promise.resolve(page.hasMetadata ? { response, metadata: 'kept' } : response);
	};
	const original = {
		name: 'astro:default',
		render,
		getStaticPaths: () => Promise.resolve([{ pathname: '/', route: 'the route', cacheKey: 'k' }]),
		collectStaticImages: () => {
			order.push('images');
			return Promise.resolve(new Map());
		},
	} as unknown as AstroPrerenderer;
	const rendered: unknown[] = [];
	const incremental: IncrementalPages = {
		withKeys: (paths) => Promise.resolve(paths.map((path) => ({ ...path, cacheKey: 'ours' }))),
		onRendered: (component, url, { reads }) => rendered.push([component, url, reads.length]),
		restore: () => Promise.resolve({ plainPages: 2, varied: [] }),
		inOrder: (pages) => pages,
		keep: () => Promise.resolve(),
	};
	const observer = {
		defaults,
		onPlainPage: () => plain.push(true),
		onVariedPage: (one: VariedPage) => varied.push(one),
		onFixedPage: (one: FixedPage) => fixed.push(one),
		afterDefaults: async () => {
			await Promise.resolve();
			order.push('variants');
		},
	};
	const wrapped = wrapPrerenderer(original, observer, incremental);
	const options = {
		collectMetadata: true,
		routeData: { route: '/[slug]', component: 'src/x.astro', type },
	};
	const result: unknown = await Reflect.apply(wrapped.render, wrapped, [new Request(url), options]);
	return { result, wrapped, asked, plain, varied, fixed, order, rendered };
}

function streamOf(parts: Iterable<string>): ReadableStream {
	const iterator = parts[Symbol.iterator]();
	return new ReadableStream({
		async pull(controller) {
			await Promise.resolve();
			const { done, value } = iterator.next();
			if (done) controller.close();
			else controller.enqueue(Buffer.from(value));
		},
	});
}

async function bodyOf(result: unknown): Promise<string> {
	if (result instanceof Response) return result.text();
	throw new TypeError('no response');
}

describe('a default page', () => {
	it('is what Astro renders, with its status and headers', async () => {
		const init = { status: 203, statusText: 'Fine', headers: { 'x-a': '1' } };
		const { result } = await prerender({ parts: () => ['<p>', 'plain', '</p>'], init });
		expect(result).toMatchObject({ status: 203, statusText: 'Fine' });
		expect((result as Response).headers.get('x-a')).toBe('1');
		expect(await bodyOf(result)).toBe('<p>plain</p>');
	});

	it('keeps what else Astro wants to know of it', async () => {
		const { result } = await prerender({ hasMetadata: true });
		expect(result).toMatchObject({ metadata: 'kept' });
		expect(await bodyOf((result as { response: unknown }).response)).toBe('default');
	});

	it('without a body keeps none', async () => {
		const { result } = await prerender({ hasNoBody: true, init: { status: 204 } });
		expect((result as Response).body).toBeNull();
	});

	it('that reads nothing is plain', async () => {
		const { plain, varied, fixed } = await prerender({ parts: () => ['plain'] });
		expect([plain.length, varied, fixed]).toEqual([1, [], []]);
	});

	it('that reads is varied, by all that was read while it streamed', async () => {
		const { varied } = await prerender({
			*parts(choose) {
				yield 'first';
				yield choose.device;
				yield String(choose.get('one'));
			},
		});
		expect(varied).toHaveLength(1);
		expect(varied[0]).toMatchObject({
			path: '/bücher/',
			request: {
				url: 'http://localhost/b%C3%BCcher/',
				route: '/[slug]',
				component: 'src/x.astro',
				type: 'page',
			},
			original: { bytes: Buffer.from('firstdesktopdefault'), status: 200, setsCookie: false },
		});
		expect(varied[0]?.original.reads.map(({ kind }) => kind)).toEqual(['device', 'experience']);
	});

	it.each<[string, Page, string]>([
		['answers 404', { init: { status: 404 } }, 'it answers 404'],
		['sets a cookie', { setsCookie: true }, 'it sets a cookie'],
		['is an endpoint', { type: 'endpoint' }, 'it is a prerendered endpoint'],
		['is a redirect', { type: 'redirect' }, 'it is a prerendered redirect'],
	])('that reads and %s is fixed', async (_what, page, reason) => {
		const { fixed, varied } = await prerender(page);
		expect(fixed).toEqual([{ path: '/bücher/', route: '/[slug]', reason }]);
		expect(varied).toEqual([]);
	});

	it('of a fallback route is varied too', async () => {
		expect((await prerender({ type: 'fallback' })).varied).toHaveLength(1);
	});
});

describe('a variant', () => {
	it('is the same page rendered for somebody else, by the same request', async () => {
		const { varied, asked } = await prerender({});
		const rendered = await varied[0]!.render(chosen);
		expect(rendered.bytes?.toString()).toBe('chosen');
		expect(asked).toEqual([
			{ url: 'http://localhost/b%C3%BCcher/', collectMetadata: true },
			{ url: 'http://localhost/b%C3%BCcher/', collectMetadata: true },
		]);
	});

	it('that throws while it streams rejects', async () => {
		const { varied } = await prerender({
			*parts(choose) {
				yield 'first';
				if (choose.get('one') === 'chosen') throw new Error('no products');
			},
		});
		await expect(varied[0]!.render(chosen)).rejects.toThrow('no products');
	});

	it('is rendered at the same time as others without their decisions', async () => {
		const { varied } = await prerender({
			*parts(choose) {
				for (let part = 0; part < 10; part++) yield String(choose.get('one'));
			},
		});
		const bodies = await Promise.all(
			[chosen, defaults, chosen, defaults].map((outcome) => varied[0]!.render(outcome)),
		);
		expect(bodies.map(({ bytes }) => bytes?.toString())).toEqual(
			['chosen', 'default', 'chosen', 'default'].map((one) => one.repeat(10)),
		);
	});
});

describe('the wrapped prerenderer', () => {
	it('renders variants after all defaults, and before images', async () => {
		const { wrapped, order } = await prerender({});
		expect(order).toEqual([]);
		await wrapped.collectStaticImages?.();
		expect(order).toEqual(['variants', 'images']);
	});

	it('is otherwise the one of Astro', async () => {
		const { wrapped } = await prerender({});
		expect(wrapped.name).toBe('astro-choose (astro:default)');
	});

	it('lets Astro take over pages from its last build, and counts them as plain', async () => {
		const { wrapped, rendered, plain } = await prerender({ parts: () => ['plain'] });
		expect(await wrapped.getStaticPaths()).toEqual([
			{ pathname: '/', route: 'the route', cacheKey: 'ours' },
		]);
		expect(rendered).toEqual([['src/x.astro', 'http://localhost/b%C3%BCcher/', 0]]);
		expect(plain).toHaveLength(1);
		await wrapped.collectStaticImages?.();
		expect(plain).toHaveLength(3);
	});

	it('tells of a page that reads', async () => {
		const { rendered } = await prerender({});
		expect(rendered).toEqual([['src/x.astro', 'http://localhost/b%C3%BCcher/', 1]]);
	});
});
