import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { Agent } from 'undici';
import { describeThrown } from '../errors.js';
import type { Headers } from './prove-types.js';

export interface RawAnswer {
	/** 0: there was no answer. */
	readonly status: number;
	readonly headers: Headers;
	/** As sent, still encoded. */
	readonly bytes: Buffer;
	readonly failure?: string | undefined;
}

/** Sends GET requests with exactly these headers; follows no redirect, keeps no cookie, never throws. */
export interface HttpClient {
	get(
		origin: string,
		target: string,
		headers: Readonly<Record<string, string>>,
	): Promise<RawAnswer>;
	close(): Promise<void>;
}

/** Milliseconds that one answer may take. */
const PATIENCE = 30_000;
/** In bytes, as it is sent and once it is decoded. */
export const LARGEST_BODY = 20_000_000;

export function createHttpClient(options: {
	readonly connections: number;
	readonly signal: AbortSignal;
}): HttpClient {
	const agent = new Agent({
		connections: options.connections,
		headersTimeout: PATIENCE,
		bodyTimeout: PATIENCE,
		maxResponseSize: LARGEST_BODY,
	});
	return {
		async get(origin, target, headers) {
			try {
				// One that comes byte by byte would never be too late for the agent.
				const signal = AbortSignal.any([options.signal, AbortSignal.timeout(PATIENCE)]);
				const answer = await agent.request({
					origin,
					path: target,
					method: 'GET',
					headers,
					signal,
				});
				const bytes = Buffer.from(await answer.body.arrayBuffer());
				return { status: answer.statusCode, headers: definedOf(answer.headers), bytes };
			} catch (thrown) {
				return { status: 0, headers: {}, bytes: Buffer.alloc(0), failure: describeThrown(thrown) };
			}
		},
		close: () => agent.destroy(),
	};
}

/** The body as text; what cannot be decoded is left as it came. */
export function decodeBody(bytes: Buffer, coding: Headers[string] | undefined): string {
	try {
		if (bytes.length === 0) return '';
		const limit = { maxOutputLength: LARGEST_BODY };
		if (coding === 'br') return brotliDecompressSync(bytes, limit).toString();
		if (coding === 'gzip') return gunzipSync(bytes, limit).toString();
		if (coding === 'deflate') return inflateSync(bytes, limit).toString();
	} catch {
		// Shown as it is: it differs from what it should be.
	}
	return bytes.toString();
}

function definedOf(headers: Readonly<Record<string, string | string[] | undefined>>): Headers {
	return Object.fromEntries(
		Object.entries(headers).flatMap(([name, value]) =>
			value === undefined ? [] : [[name, value]],
		),
	);
}
