import { Pool } from 'undici';
import type { RateLimitHeaders } from './rate-limit.js';

/** The largest reply that is read, in bytes (1 MiB). */
export const MAX_REPLY_BYTES = 1_048_576;

/** Connections at most; as many as `concurrency` allows calls (options.ts). */
export const MAX_CONNECTIONS = 64;

/** What came of one request. */
export type Outcome =
	| {
			readonly kind: 'answer';
			readonly status: number;
			/** The `Retry-After` header, as received. */
			readonly retryAfter: string | undefined;
			/** The headers that describe the rate limit, as received. */
			readonly rateLimit: RateLimitHeaders;
			/** Undefined: more than {@link MAX_REPLY_BYTES}; the rest was not read. */
			readonly body: Uint8Array | undefined;
	  }
	| { readonly kind: 'late' }
	| { readonly kind: 'failed'; readonly cause: unknown };

/** Sends requests to one origin over connections that are kept open. Never throws, never sends a request twice, follows no redirect. */
export interface Transport {
	/** `path` may carry a query. `signal` ends the call early; one that says "too late" (`AbortSignal.timeout`) is the outcome `late`. */
	post(request: PostRequest, signal?: AbortSignal): Promise<Outcome>;
	/** Ends the connections; requests under way fail. */
	close(): Promise<void>;
}

export interface PostRequest {
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

/** `timeout` is the total time of one request in milliseconds: waiting for a connection, connecting, sending and reading. */
export function createTransport(origin: string, timeout: number): Transport {
	const pool = new Pool(origin, {
		connections: MAX_CONNECTIONS,
		connect: { timeout },
		// The one deadline is that of post(). HTTP/2 may send a request again on a connection that was shut down.
		headersTimeout: 0,
		bodyTimeout: 0,
		allowH2: false,
	});
	return {
		async post(request, caller) {
			if (caller?.aborted) return outcomeOfAbort(caller);
			const deadline = new AbortController();
			const timer = setTimeout(() => deadline.abort(), timeout);
			const signals = caller === undefined ? [deadline.signal] : [deadline.signal, caller];
			try {
				const signal = AbortSignal.any(signals);
				// A request that waits for a connection does not hear its signal, hence the race.
				return await Promise.race([exchange(pool, request, signal), rejectOn(signal)]);
			} catch (cause) {
				if (caller?.aborted) return outcomeOfAbort(caller);
				return deadline.signal.aborted ? { kind: 'late' } : { kind: 'failed', cause };
			} finally {
				clearTimeout(timer);
			}
		},
		close: () => pool.destroy(),
	};
}

function outcomeOfAbort({ reason }: AbortSignal): Outcome {
	const isLate = reason instanceof DOMException && reason.name === 'TimeoutError';
	return isLate ? { kind: 'late' } : { kind: 'failed', cause: reason };
}

async function exchange(pool: Pool, request: PostRequest, signal: AbortSignal): Promise<Outcome> {
	const { statusCode, headers, body } = await pool.request({ ...request, method: 'POST', signal });
	const first = (name: string) => [headers[name]].flat()[0];
	return {
		kind: 'answer',
		status: statusCode,
		retryAfter: first('retry-after'),
		rateLimit: {
			requestedTokens: first('x-ratelimit-requested-tokens'),
			replenishRate: first('x-ratelimit-replenish-rate'),
		},
		body: await readAtMost(MAX_REPLY_BYTES, body),
	};
}

/** Leaving the loop early ends the connection, so the rest is never received. */
async function readAtMost(
	limit: number,
	body: AsyncIterable<Uint8Array>,
): Promise<Uint8Array | undefined> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of body) {
		size += chunk.byteLength;
		if (size > limit) return undefined;
		chunks.push(chunk);
	}
	return Buffer.concat(chunks, size);
}

function rejectOn(signal: AbortSignal): Promise<never> {
	return new Promise((_resolve, reject) => {
		signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
	});
}
