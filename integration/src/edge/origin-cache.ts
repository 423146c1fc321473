import { freshnessOf, fromKept, toKept } from './kept-answer.js';
import type { WorkerContext } from './worker-types.js';

/** Cloudflare's cache of one data center. */
export interface EdgeCache {
	match(key: Request): Promise<Response | undefined>;
	put(key: Request, answer: Response): Promise<void>;
}

/** Answers of an origin, kept by URL and audience for as long as the origin allows. */
export interface OriginCache {
	/** An answer for the request; `ask` asks the origin, for everybody in the audience or for this visitor alone. */
	answer(
		request: Request,
		audience: string,
		context: WorkerContext,
		ask: (options: { readonly isForAll: boolean }) => Promise<Response>,
	): Promise<Response>;
}

export function createOriginCache(
	cache: () => EdgeCache | undefined,
	now: () => number,
): OriginCache {
	const refreshing = new Set<string>();

	const keep = async (store: EdgeCache, key: Request, answer: Response): Promise<void> => {
		const freshness = freshnessOf(answer);
		if (freshness !== undefined) await store.put(key, toKept(answer, freshness, now()));
	};

	const refresh = async (store: EdgeCache, key: Request, ask: () => Promise<Response>) => {
		if (refreshing.has(key.url)) return;
		refreshing.add(key.url);
		try {
			await keep(store, key, await ask());
		} catch {
			// What is kept may be sent for as long as its origin has allowed.
		} finally {
			refreshing.delete(key.url);
		}
	};

	return {
		async answer(request, audience, context, ask) {
			const store = cache();
			if (store === undefined || !isKeepable(request)) return ask({ isForAll: false });
			const key = keyOf(request, audience);
			const kept = await store.match(key).catch(() => undefined);
			if (kept !== undefined) {
				const { answer, age } = fromKept(kept, now());
				if (age >= (freshnessOf(answer)?.maxAge ?? 0)) {
					context.waitUntil(refresh(store, key, () => ask({ isForAll: true })));
				}
				return answer;
			}
			const answer = await ask({ isForAll: false });
			if (freshnessOf(answer) !== undefined) {
				context.waitUntil(keep(store, key, answer.clone()).catch(() => undefined));
			}
			return answer;
		},
	};
}

function isKeepable({ method, headers }: Request): boolean {
	return method === 'GET' && !headers.has('Authorization') && !headers.has('Range');
}

// What a visitor may write into the URL stands before it: the last of that name is ours.
function keyOf(request: Request, audience: string): Request {
	const { origin, pathname, search } = new URL(request.url);
	const own = `choose-audience=${encodeURIComponent(audience)}`;
	return new Request(`${origin}${pathname}${search === '' ? '?' : `${search}&`}${own}`);
}
