import type { APIContext } from 'astro';
import type { Target } from '../audience/subrequest.js';
import type { RenderScope } from '../rendering/scope.js';
import { routeCacheOf } from './route-cache.js';
import type { SiteLogger } from './site-logger.js';

const PRIVATE = 'private, no-cache';
/** Obeyed by caches that do not look at `Cache-Control` then: of CDNs (`Netlify-CDN-Cache-Control` and its like), Akamai, nginx. */
const SHARED_CACHE_HEADER =
	/^(?:(?:[\w-]+-)?cdn-cache-control|surrogate-control|edge-control|x-accel-expires|expires)$/;

const warnedRoutes = new Set<string>();

export interface Rendering {
	readonly context: APIContext;
	readonly scope: RenderScope;
	/** What the request asks for. */
	readonly target: Target;
	/** `Vary` of what read a decision. */
	readonly vary: string;
	readonly logger: SiteLogger;
	/** The cookie that the visit calls for. */
	readonly setCookie: string | undefined;
}

/**
 * Keeps an on-demand page that shows a decision out of shared caches. A component may read one after the first byte, so a page that says
 * nothing about caching is private from the start, and one that asks to be shared is held back until it is known whether it read.
 * Anything but a page for reading passes untouched, unless it has read a decision. What was kept private before stays as it is.
 */
export async function keepPrivate(response: Response, rendering: Rendering): Promise<Response> {
	const { context, scope, target, setCookie } = rendering;
	const isRead = context.request.method === 'GET' || context.request.method === 'HEAD';
	const isHtml = /^text\/html\b/i.test(response.headers.get('content-type') ?? '');
	// Components may read late whatever the page calls its content: a feed, say. A redirect has none.
	const isRendered = response.body !== null && (target === 'page' || target === 'partial');
	const isPage = isRead && (isHtml || isRendered);
	const hasRead = () => scope.log.reads.length > 0;
	if (!isPage && !hasRead()) return response;
	const isShared = asksToBeShared(response.headers, context);
	const body =
		isShared && !hasRead() && response.body !== null ? await response.arrayBuffer() : response.body;
	const answer = new Response(body, response);
	const isOpen = !isShared && !isKeptPrivate(response.headers.get('cache-control'));
	if (hasRead() || isOpen || setCookie !== undefined) {
		if (isShared && hasRead()) warnOnce(rendering, response.headers.get('cache-control'));
		makePrivate(answer.headers, rendering);
	}
	if (
		isRead &&
		isHtml &&
		setCookie !== undefined &&
		!answer.headers.getSetCookie().includes(setCookie)
	) {
		answer.headers.append('set-cookie', setCookie);
	}
	return answer;
}

function asksToBeShared(headers: Headers, context: APIContext): boolean {
	const cache = routeCacheOf(context);
	const control = headers.get('cache-control');
	const isRouteCached =
		cache !== undefined && (cache.options.maxAge !== undefined || cache.tags.length > 0);
	return maySomebodyElseReuse(control) || isRouteCached || sharedCacheHeaders(headers).length > 0;
}

function sharedCacheHeaders(headers: Headers): string[] {
	return [...headers.keys()].filter((name) => SHARED_CACHE_HEADER.test(name));
}

function isKeptPrivate(control: string | null): boolean {
	return control !== null && /\b(?:private|no-store)\b/i.test(control);
}

// What has to be asked for again each time may stream: it is made private from the start.
function maySomebodyElseReuse(control: string | null): boolean {
	if (control === null || isKeptPrivate(control) || /\bno-cache\b/i.test(control)) return false;
	const shared = /\bs-maxage=(\d+)/i.exec(control) ?? /\bmax-age=(\d+)/i.exec(control);
	return shared?.[1] !== '0';
}

function makePrivate(headers: Headers, { context, vary }: Rendering): void {
	// Astro's own route cache keeps a page for all visitors, whatever its headers say.
	routeCacheOf(context)?.set(false);
	headers.set('cache-control', PRIVATE);
	for (const name of sharedCacheHeaders(headers)) headers.delete(name);
	if (!headers.get('vary')?.includes(vary)) headers.append('vary', vary);
}

function warnOnce({ context, logger }: Rendering, claimed: string | null): void {
	const route = context.routePattern;
	if (warnedRoutes.has(route)) return;
	warnedRoutes.add(route);
	const found = claimed === null ? 'a route that is cached for all' : `"Cache-Control: ${claimed}"`;
	logger.warn(`${route} reads a decision, so ${found} was replaced by "${PRIVATE}"`);
}
