import type { AstroPrerenderer } from 'astro';
import { collectedImages, imageUrlsOf } from '../astro-images.js';
import {
	keepFirstOrder,
	keepStyleOrder,
	reorderedSheets,
	watchStyleOrder,
	type BuildPages,
} from '../astro-styles.js';
import { createScope, renderScope, type RenderScope } from '../rendering/scope.js';
import type { Outcome } from '../variants/reads.js';
import { NOT_INCREMENTAL, type IncrementalPages } from './incremental-pages.js';
import { whyNotStorable, type Rendered } from '../rendering/rendered.js';
import { tracesOf } from '../rendering/traces.js';
import { createRestoredPage, type RestoredPage } from './restored-page.js';
import type { FixedPage, VariedPage } from './varied-page.js';

type RenderOptions = Parameters<AstroPrerenderer['render']>[1];
type RenderResult = Awaited<ReturnType<AstroPrerenderer['render']>>;

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
	incremental: IncrementalPages = NOT_INCREMENTAL,
	pages: BuildPages = new Map(),
): AstroPrerenderer {
	const renderIn = async (request: Request, options: RenderOptions, scope: RenderScope) => {
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
				traces: tracesOf(result, imageUrlsOf(scope)),
			};
			return { result, rendered };
		});
	};

	const restore = (restored: RestoredPage) =>
		createRestoredPage(restored, async (outcome) => {
			const options = { routeData: restored.route, collectMetadata: true };
			const scope = createScope(outcome);
			keepFirstOrder(scope, pages, restored.route);
			return (await renderIn(new Request(restored.page.request.url), options, scope)).rendered;
		});

	return {
		...original,
		name: `astro-choose (${original.name})`,
		getStaticPaths: async () =>
			incremental.withKeys(await original.getStaticPaths(), observer.defaults),
		async render(request, options) {
			const { url } = request;
			const scope = createScope(observer.defaults);
			watchStyleOrder(pages, options.routeData);
			const { result, rendered } = await renderIn(request, options, scope);
			const { route, component, type } = options.routeData;
			incremental.onRendered(component, url, rendered);
			if (rendered.reads.length === 0) {
				observer.onPlainPage();
				return withBody(result, rendered);
			}
			const path = decodeURI(new URL(url).pathname);
			const reason = whyNotVaried(rendered, options);
			// Made now: the bytes are the observer's from then on.
			const answer = withBody(result, rendered);
			if (reason === undefined) {
				observer.onVariedPage({
					path,
					request: { url, route, component, type },
					original: rendered,
					sheets: reorderedSheets(scope, pages, options.routeData),
					render: async (outcome) => {
						const own = createScope(outcome);
						keepStyleOrder(own, scope);
						return (await renderIn(new Request(url), options, own)).rendered;
					},
				});
			} else {
				observer.onFixedPage({ path, route, reason });
			}
			return answer;
		},
		async collectStaticImages() {
			const { plainPages, varied } = await incremental.restore();
			for (let page = 0; page < plainPages; page++) observer.onPlainPage();
			for (const page of varied) observer.onVariedPage(restore(page));
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
