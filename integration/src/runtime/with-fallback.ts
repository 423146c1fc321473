import type { APIContext } from 'astro';
import type { RenderScope } from '../rendering/scope.js';
import type { Fallback } from './fallbacks.js';
import { routeCacheOf } from './route-cache.js';
import { RenderFailure, renderWithin } from './render-within.js';
import type { Site } from './site.js';

export interface Attempt {
	readonly context: APIContext;
	readonly scope: RenderScope;
	readonly site: Site;
	/** Told when the answer is the fallback. */
	readonly onFallback: () => void;
}

/**
 * Renders a page of which a default is kept, and answers with that when the page throws, answers 500, or takes too long. Every other
 * answer of the page is what the visitor gets. A page of which none is kept is not touched.
 */
export async function withFallback(
	next: () => Promise<Response>,
	{ context, scope, site, onFallback }: Attempt,
): Promise<Response> {
	const { fallbacks, table, renderTimeout } = site;
	const { routePattern: route, request } = context;
	const isRead = request.method === 'GET' || request.method === 'HEAD';
	const defaults = { decisions: table.defaults, device: scope.outcome.device };
	const fallback = isRead ? fallbacks.find(route, defaults) : undefined;
	if (fallback === undefined) return next();
	try {
		const response = await renderWithin(next, renderTimeout);
		if (response.status === 500) throw new RenderFailure('it answered 500');
		return response;
	} catch (why) {
		fallbacks.record(route, why);
		// What the page has asked Astro's route cache to keep is not this.
		routeCacheOf(context)?.set(false);
		onFallback();
		return answerOf(fallback, site.diagnostics);
	}
}

function answerOf({ bytes, headers }: Fallback, diagnostics: boolean): Response {
	const answer = new Response(new Uint8Array(bytes), { headers });
	if (diagnostics) answer.headers.set('cache-status', 'choose; fwd=miss; detail=fallback');
	return answer;
}
