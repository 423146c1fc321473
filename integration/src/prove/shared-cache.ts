import type CachePolicy from 'http-cache-semantics';
import { createPolicy, policyHeaders, policyRequest, type CachedRequest } from './cache-policy.js';
import type { RawAnswer } from './http-client.js';
import type { Headers } from './prove-types.js';

/** Asks the site itself. */
export type AskOrigin = (headers: Readonly<Record<string, string>>) => Promise<RawAnswer>;

export interface CacheAnswer extends RawAnswer {
	/** The body is one that the cache had kept. */
	readonly kept: boolean;
}

/** A shared cache with default settings (RFC 9111): heuristic freshness, revalidation and `stale-while-revalidate` included. */
export interface SharedCache {
	answer(request: CachedRequest, askOrigin: AskOrigin): Promise<CacheAnswer>;
}

interface Entry {
	readonly policy: CachePolicy;
	readonly answer: RawAnswer;
}

/** Answers kept for one address; the oldest go first. */
const MOST_ENTRIES = 64;

export function createSharedCache(): SharedCache {
	const entries = new Map<string, Entry[]>();

	const keep = (key: string, entry: Entry, replaced?: Entry) => {
		if (!entry.policy.storable()) return;
		const others = (entries.get(key) ?? []).filter((one) => one !== replaced);
		// The latest first: of several that fit, it is the one to use (RFC 9111, section 4).
		entries.set(key, [entry, ...others].slice(0, MOST_ENTRIES));
	};

	const forward = async (request: CachedRequest, askOrigin: AskOrigin): Promise<CacheAnswer> => {
		const answer = await askOrigin(request.headers);
		if (answer.status !== 0)
			keep(keyOf(request), { policy: createPolicy(request, answer), answer });
		return { ...answer, kept: false };
	};

	const revalidate = async (
		request: CachedRequest,
		entry: Entry,
		conditional: Readonly<Record<string, string>>,
		askOrigin: AskOrigin,
	): Promise<CacheAnswer> => {
		const fresh = await askOrigin(conditional);
		if (fresh.status !== 304) {
			if (fresh.status !== 0)
				keep(keyOf(request), { policy: createPolicy(request, fresh), answer: fresh }, entry);
			return { ...fresh, kept: false };
		}
		const { policy } = entry.policy.revalidatedPolicy(policyRequest(request), {
			status: 304,
			headers: policyHeaders(fresh.headers),
		});
		const headers = { ...entry.answer.headers, ...withoutBodyHeaders(fresh.headers) };
		const answer = { ...entry.answer, headers };
		keep(keyOf(request), { policy, answer }, entry);
		return { ...answer, kept: true };
	};

	return {
		async answer(request, askOrigin) {
			const asked = policyRequest(request);
			for (const entry of entries.get(keyOf(request)) ?? []) {
				const { response, revalidation } = entry.policy.evaluateRequest(asked);
				if (response !== undefined) {
					if (revalidation !== undefined) await forward(request, askOrigin);
					return { ...entry.answer, kept: true };
				}
				const conditional = textHeaders(entry.policy.revalidationHeaders(asked));
				if (isConditional(conditional)) return revalidate(request, entry, conditional, askOrigin);
			}
			return forward(request, askOrigin);
		},
	};
}

function keyOf({ url, headers }: CachedRequest): string {
	return `${headers.host ?? ''} ${url}`;
}

function isConditional(headers: Readonly<Record<string, string>>): boolean {
	return 'if-none-match' in headers || 'if-modified-since' in headers;
}

function textHeaders(headers: CachePolicy.Headers): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).flatMap(([name, value]) =>
			value === undefined ? [] : [[name, typeof value === 'string' ? value : value.join(', ')]],
		),
	);
}

// A 304 may not change what the kept body is (RFC 9111, section 3.2).
function withoutBodyHeaders(headers: Headers): Headers {
	return Object.fromEntries(
		Object.entries(headers).filter(
			([name]) => !/^(content-(length|encoding|range)|transfer-encoding)$/.test(name),
		),
	);
}
