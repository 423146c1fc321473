import { once } from 'node:events';
import { createServer } from 'node:http';
import type { HttpClient } from './http-client.js';
import { createSharedCache, type SharedCache } from './shared-cache.js';

/** Names the empty cache that an order of visitors begins with; never sent to the site. */
export const ORDER_HEADER = 'prove-order';
/** On an answer of the cache server: its body had been kept. */
export const KEPT_HEADER = 'prove-kept';

export interface CacheServer {
	/** `http://127.0.0.1:…` */
	readonly url: string;
	/** Empties the cache of an order. */
	forget(order: string): void;
	close(): Promise<void>;
}

/** Starts a caching reverse proxy for a site, on a free port of loopback. */
export async function startCacheServer(site: string, client: HttpClient): Promise<CacheServer> {
	const caches = new Map<string, SharedCache>();
	const cacheOf = (order: string): SharedCache => {
		const cache = caches.get(order) ?? createSharedCache();
		caches.set(order, cache);
		return cache;
	};
	const server = createServer((request, response) => {
		const { [ORDER_HEADER]: order, connection: _connection, ...others } = request.headers;
		const headers = Object.fromEntries(
			Object.entries(others).flatMap(([name, value]) =>
				value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
			),
		);
		const url = request.url ?? '/';
		const answering = cacheOf(String(order)).answer({ url, headers }, (sent) =>
			client.get(site, url, sent),
		);
		const sending = answering.then(({ status, headers: answered, bytes, kept }) => {
			if (status === 0) {
				response.writeHead(502).end();
				return;
			}
			for (const [name, value] of Object.entries(answered))
				if (!HOP_BY_HOP.has(name)) response.setHeader(name, value);
			response.setHeader(KEPT_HEADER, kept ? '1' : '0');
			response.setHeader('content-length', bytes.length);
			response.writeHead(status).end(bytes);
		});
		// A header that cannot be passed on: as from any proxy, there is no answer then.
		sending.catch(() => response.destroy());
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('the cache has no port');
	return {
		url: `http://127.0.0.1:${address.port}`,
		forget: (order) => void caches.delete(order),
		async close() {
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
		},
	};
}

const HOP_BY_HOP = new Set([
	'connection',
	'keep-alive',
	'transfer-encoding',
	'te',
	'trailer',
	'upgrade',
]);
