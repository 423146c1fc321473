import { AUDIENCE_HEADER } from '../constants.js';
import { namesBody } from '../http/entity-tag.js';
import { audienceHeaderOf } from './audience-header-value.js';
import type { EdgeManifest, EdgeSignatures } from './edge-manifest.js';
import { createOriginCache, type EdgeCache } from './origin-cache.js';
import { createVisitorReader, type Visitor } from './visitor.js';
import type { Worker } from './worker-types.js';

/** What Cloudflare adds to a worker's globals. */
declare const caches: { readonly default?: EdgeCache } | undefined;

/** Headers by which a client asks for less than the whole answer. */
const CONDITIONS = ['If-None-Match', 'If-Modified-Since', 'If-Match', 'If-Unmodified-Since'];

/** Tells an origin each visitor's audience, and keeps what the origin answers for all of an audience. */
export function createOriginWorker(manifest: EdgeManifest, signed: EdgeSignatures): Worker {
	const cache = createOriginCache(
		() => (typeof caches === 'undefined' ? undefined : caches.default),
		Date.now,
	);
	let readVisitor: ReturnType<typeof createVisitorReader> | undefined;

	return {
		async fetch(request, { ORIGIN: origin, CHOOSE_SECRET: secret }, context) {
			readVisitor ??= createVisitorReader(manifest, secret);
			// Whoever cannot be told is told by the origin itself.
			const visitor = await readVisitor(request, Date.now()).catch(() => undefined);
			const named = visitor && audienceHeaderOf(signed, visitor);
			const ask = ({ isForAll }: { readonly isForAll: boolean }) =>
				fetch(forOrigin(request, { origin, named, isForAll }), { redirect: 'manual' });
			if (visitor === undefined) return ask({ isForAll: false });
			const answer = await cache.answer(request, visitor.audience, context, ask);
			return toVisitor(request, answer, visitor, manifest.vary);
		},
	};
}

function forOrigin(
	request: Request,
	options: {
		readonly origin: string | undefined;
		readonly named: string | undefined;
		readonly isForAll: boolean;
	},
): Request {
	const { origin, named, isForAll } = options;
	const url = new URL(request.url);
	const forwarded = new Request(origin === undefined ? url : atOrigin(url, origin), request);
	const { headers } = forwarded;
	if (named === undefined) headers.delete(AUDIENCE_HEADER);
	else headers.set(AUDIENCE_HEADER, named);
	// Cloudflare compresses what it sends; what is kept serves every client.
	headers.set('Accept-Encoding', 'identity');
	if (isForAll) for (const name of [...CONDITIONS, 'Cookie']) headers.delete(name);
	// What a visitor claims in these would be in a page that is kept for others.
	headers.set('X-Forwarded-Host', url.host);
	headers.set('X-Forwarded-Proto', url.protocol.slice(0, -1));
	for (const name of ['X-Forwarded-Port', 'Forwarded']) headers.delete(name);
	return forwarded;
}

// Never resolved against the origin: a path that begins with two slashes would lead to another host.
function atOrigin({ pathname, search }: URL, origin: string): URL {
	const target = new URL('/', origin);
	target.pathname = pathname;
	target.search = search;
	return target;
}

function toVisitor(request: Request, answer: Response, visitor: Visitor, vary: string): Response {
	// A connection that is switched to another protocol is not ours to copy.
	if (answer.status === 101) return answer;
	const headers = new Headers(answer.headers);
	if (headers.has('CDN-Cache-Control')) {
		// That was said to the worker. To anybody behind it, an answer is one visitor's.
		headers.delete('CDN-Cache-Control');
		headers.delete('Cache-Tag');
		headers.set('Vary', vary);
	}
	if (visitor.setCookie !== undefined && isOwnPage(request, answer)) {
		headers.append('Set-Cookie', visitor.setCookie);
	}
	const tags = request.headers.get('If-None-Match');
	const digest = /^"(.+?)(?:-gz|-br)?"$/.exec(headers.get('ETag') ?? '')?.[1];
	const isKnown = tags !== null && digest !== undefined && namesBody(tags, digest);
	if (isRead(request) && answer.status === 200 && isKnown) {
		for (const name of ['Content-Type', 'Content-Length', 'Content-Encoding']) headers.delete(name);
		return new Response(null, { status: 304, headers });
	}
	const { status, statusText } = answer;
	return new Response(answer.body, { status, statusText, headers });
}

function isRead({ method }: Request): boolean {
	return method === 'GET' || method === 'HEAD';
}

/** Whether an answer is a page that nobody else is shown. */
function isOwnPage(request: Request, { status, headers }: Response): boolean {
	const isHtml = /^text\/html\b/i.test(headers.get('Content-Type') ?? '');
	const isPrivate = /\bprivate\b/i.test(headers.get('Cache-Control') ?? '');
	return isRead(request) && isPrivate && (isHtml || status === 304);
}
