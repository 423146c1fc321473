import type { AstroPrerenderer } from 'astro';
import { createScope, renderScope } from '../rendering/scope.js';
import type { Outcome } from '../variants/reads.js';
import { whyNotStorable, type Rendered } from './rendered.js';
import { keepStyleOrder, type BuildPages } from './style-order.js';
import type { FixedPage, VariedPage } from './varied-page.js';

type RenderOptions = Parameters<AstroPrerenderer['render']>[1];
type RenderResult = Awaited<ReturnType<AstroPrerenderer['render']>>;
type StaticImages = Awaited<ReturnType<NonNullable<AstroPrerenderer['collectStaticImages']>>>;

export interface PrerenderObserver {
	/** What the default of a page shows. */
	readonly defaults: Outcome;
	/** A page read nothing. */
	onPlainPage(): void;
	/** A page read something, and may be rendered again for others. */
	onVariedPage(page: VariedPage): void;
	/** A page read something and is the default for everybody all the same. */
	onFixedPage(page: FixedPage): void;
	/** Every default is rendered; images are not generated yet. The place to render more. */
	afterDefaults(): Promise<void>;
}

/**
 * Astro's own prerenderer, with each page rendered in a scope of ours. The default pages stay what they are: variants are rendered
 * only after all of them, because rendering a route again changes the order of styles in the pages that follow.
 */
export function wrapPrerenderer(
	original: AstroPrerenderer,
	observer: PrerenderObserver,
	pages: BuildPages = new Map(),
): AstroPrerenderer {
	const renderIn = async (request: Request, options: RenderOptions, outcome: Outcome) => {
		const scope = createScope(outcome);
		const started = performance.now();
		return renderScope.run(scope, async () => {
			const result = await original.render(request, options);
			const response = result instanceof Response ? result : result.response;
			// Components go on reading while the body streams: what was read is known at its end.
			const bytes = response.body === null ? null : Buffer.from(await response.arrayBuffer());
			const rendered: Rendered = {
				status: response.status,
				statusText: response.statusText,
				headers: response.headers,
				bytes,
				reads: scope.log.reads,
				setsCookie: scope.setsCookie() || response.headers.has('set-cookie'),
				ms: performance.now() - started,
			};
			return { result: withBody(result, rendered), rendered };
		});
	};

	return {
		...original,
		name: `astro-choose (${original.name})`,
		async getStaticPaths() {
			// With a key, Astro would restore a page from its last build without rendering it, and its reads would not be known.
			return (await original.getStaticPaths()).map(({ cacheKey: _, ...path }) => path);
		},
		async render(request, options) {
			const { url } = request;
			const { result, rendered } = await renderIn(request, options, observer.defaults);
			if (rendered.reads.length === 0) {
				observer.onPlainPage();
				return result;
			}
			const path = decodeURI(new URL(url).pathname);
			const { route, component, type } = options.routeData;
			const reason = whyNotVaried(rendered, options);
			if (reason === undefined) {
				const orderStyles = keepStyleOrder(pages, options.routeData);
				observer.onVariedPage({
					path,
					request: { url, route, component, type },
					original: rendered,
					render: async (outcome) => {
						orderStyles();
						const again = { ...options, collectMetadata: false };
						return (await renderIn(new Request(url), again, outcome)).rendered;
					},
				});
			} else {
				observer.onFixedPage({ path, reason });
			}
			return result;
		},
		async collectStaticImages() {
			await observer.afterDefaults();
			return (await original.collectStaticImages?.()) ?? collectedImages();
		},
	};
}

// A page that reads decisions and is nevertheless one for all.
function whyNotVaried(rendered: Rendered, { routeData }: RenderOptions): string | undefined {
	const isPage = routeData.type === 'page' || routeData.type === 'fallback';
	return isPage ? whyNotStorable(rendered) : `it is a prerendered ${routeData.type}`;
}

function withBody(
	result: RenderResult,
	{ bytes, status, statusText, headers }: Rendered,
): RenderResult {
	const body = bytes === null ? null : new Uint8Array(bytes);
	const response = new Response(body, { status, statusText, headers });
	return result instanceof Response ? response : { ...result, response };
}

// Where Astro collects the images that pages ask for while they are prerendered, those of variants included.
function collectedImages(): StaticImages {
	const assets: unknown = Reflect.get(globalThis, 'astroAsset');
	const images: unknown =
		typeof assets === 'object' && assets !== null ? Reflect.get(assets, 'staticImages') : undefined;
	const none: StaticImages = new Map();
	return isStaticImages(images) ? images : none;
}

function isStaticImages(images: unknown): images is StaticImages {
	return images instanceof Map;
}
