import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

/** An answer as it came over the wire. */
export interface Answer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	/** As sent, still encoded. */
	readonly bytes: Buffer;
	/** The body decoded. */
	readonly text: string;
}

export interface Ask {
	readonly method?: string;
	/** Sent as it is. */
	readonly body?: string;
	/** One that is undefined is not sent. */
	readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
}

/** Sends a request with exactly this target and these headers: nothing is normalised, no header is added but `Host`. */
export async function ask(site: string, target: string, asked: Ask = {}): Promise<Answer> {
	const { hostname, port } = new URL(site);
	const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
	const { method = 'GET', headers = {}, body } = asked;
	const sent = Object.entries(headers).flatMap(([name, value]) =>
		value === undefined ? [] : [[name, value] as const],
	);
	const options = { hostname, port, path: target, method, agent: false };
	request({ ...options, headers: Object.fromEntries(sent) }, resolve)
		.on('error', reject)
		.end(body);
	const response = await promise;
	const chunks: Buffer[] = [];
	response.on('data', (chunk: Buffer) => chunks.push(chunk));
	await once(response, 'end');
	const bytes = Buffer.concat(chunks);
	return {
		status: response.statusCode ?? 0,
		headers: response.headers,
		bytes,
		text: decode(bytes, response.headers['content-encoding']).toString(),
	};
}

function decode(bytes: Buffer, coding: string | undefined): Buffer {
	if (bytes.length === 0) return bytes;
	if (coding === 'br') return brotliDecompressSync(bytes);
	return coding === 'gzip' ? gunzipSync(bytes) : bytes;
}
