import { CACHE_STATUS, type Fit } from '../http/cache-status.js';
import { entityTag, namesBody } from '../http/entity-tag.js';
import type { EdgeManifest, EdgePage, EdgeVariant } from './edge-manifest.js';
import { createMemo } from '../memo.js';
import { decideOutcome, findEdgeVariant } from './outcome.js';
import { createVisitorReader, type Visitor } from './visitor.js';

/** Results that an edge remembers. An entry is some hundred bytes. */
const MEMO_ENTRIES = 5_000;

/** What a request for a varied page is answered with. */
export interface EdgeAnswer {
	readonly variant: EdgeVariant;
	/** 304: the client has the body already. */
	readonly status: 200 | 304;
	readonly headers: Headers;
}

/** Answers requests for varied pages, all but the bytes. */
export interface EdgeAnswers {
	/** Whatever the request holds, there is an answer. */
	answer(page: EdgePage, request: Request): Promise<EdgeAnswer>;
}

export function createEdgeAnswers(
	manifest: EdgeManifest,
	secret: string | undefined,
	now: () => number,
): EdgeAnswers {
	const readVisitor = createVisitorReader(manifest, secret);
	const variants = createMemo<{ readonly variant: EdgeVariant; readonly fit: Fit }>(MEMO_ENTRIES);
	const aliases = createMemo<Promise<string>>(MEMO_ENTRIES);

	const findVariant = (page: EdgePage, { device, segments, audience }: Visitor) =>
		variants.ensure(`${audience} ${page.file}`, () => {
			const own = findEdgeVariant(page, decideOutcome(manifest, device, segments));
			if (own !== undefined) return { variant: own, fit: 'variant' };
			const standIn = findEdgeVariant(page, decideOutcome(manifest, device, []));
			const variant = standIn ?? page.variants[0];
			if (variant === undefined) throw new Error(`${page.file} has no variant`);
			return { variant, fit: 'default' };
		});

	return {
		async answer(page, request) {
			const visitor = await readVisitor(request, now());
			const { variant, fit } = findVariant(page, visitor);
			const headers = commonHeaders(manifest, fit);
			for (const [name, value] of Object.entries(variant.headers ?? {})) headers.set(name, value);
			if (manifest.diagnostics) {
				const alias = await aliases.ensure(visitor.audience, () => aliasOf(visitor.audience));
				headers.set('Server-Timing', `choose;desc="${alias}"`);
			}
			headers.set('ETag', entityTag(variant.body, 'identity'));
			if (visitor.setCookie !== undefined) headers.append('Set-Cookie', visitor.setCookie);
			const tags = request.headers.get('if-none-match');
			if (tags !== null && namesBody(tags, variant.body)) return { variant, status: 304, headers };
			headers.set('Content-Type', 'text/html; charset=utf-8');
			return { variant, status: 200, headers };
		},
	};
}

/** Headers that every answer of a varied page has, the page's own file among them. */
export function commonHeaders(
	{ vary, diagnostics }: Pick<EdgeManifest, 'vary' | 'diagnostics'>,
	fit: Fit,
): Headers {
	const headers = new Headers({ 'Cache-Control': 'private, no-cache', Vary: vary });
	if (diagnostics) headers.set('Cache-Status', CACHE_STATUS[fit]);
	return headers;
}

// As `audience/audience.ts` has it.
async function aliasOf(audience: string): Promise<string> {
	const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(audience));
	const start = [...new Uint8Array(digest).subarray(0, 3)];
	return start.map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
