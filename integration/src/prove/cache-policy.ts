import CachePolicy from 'http-cache-semantics';
import type { Headers } from './prove-types.js';

export interface CachedRequest {
	/** Path and query. */
	readonly url: string;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
}

/** What a shared cache with default settings may do with an answer to a GET (RFC 9111). */
export function createPolicy(
	request: CachedRequest,
	answer: { readonly status: number; readonly headers: Headers },
): CachePolicy {
	return new CachePolicy(policyRequest(request), {
		status: answer.status,
		headers: policyHeaders(answer.headers),
	});
}

/** A request as the policy wants it. */
export function policyRequest({ url, headers }: CachedRequest): CachePolicy.HttpRequest {
	return { method: 'GET', url, headers: { ...headers } };
}

/**
 * Headers as the policy understands them. It takes names of directives by case, and never answers from what must be revalidated,
 * although that concerns stale answers only (RFC 9111, sections 5.2 and 5.2.2.2).
 */
export function policyHeaders(headers: Headers): CachePolicy.Headers {
	const joined = Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [
			name,
			typeof value === 'string' || name === 'set-cookie' ? copyOf(value) : value.join(', '),
		]),
	);
	const control = joined['cache-control'];
	if (typeof control !== 'string') return joined;
	const directives = control
		.split(',')
		.map((directive) => directive.trim().replace(/^[^=]+/, (name) => name.trim().toLowerCase()));
	const mustAsk = directives.some((directive) => MUST_ASK.has(directive));
	const kept = directives.filter(
		(directive) => !mustAsk || !(MUST_ASK.has(directive) || directive.startsWith('stale-')),
	);
	return { ...joined, 'cache-control': kept.join(', ') };
}

/**
 * Whether a shared cache may give an answer to somebody else without asking the site again, as far as its own headers say. That the
 * library keeps back answers with `Set-Cookie` unless they are public is its own caution: RFC 9111 (section 7.3) does not.
 */
export function mayBeGivenTo(
	request: CachedRequest,
	answer: { readonly status: number; readonly headers: Headers },
	other: CachedRequest,
): boolean {
	const { 'set-cookie': _cookies, ...headers } = answer.headers;
	const policy = createPolicy(request, { ...answer, headers });
	if (!policy.storable()) return false;
	const result = policy.evaluateRequest(policyRequest(other));
	return result.response !== undefined;
}

const MUST_ASK = new Set(['must-revalidate', 'proxy-revalidate']);

function copyOf(value: string | readonly string[]): string | string[] {
	return typeof value === 'string' ? value : [...value];
}
