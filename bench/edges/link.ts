import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { startNginx } from '../../test/support/nginx.ts';
import { startNode } from '../../test/support/process.ts';
import { buildSite, SEGMENTS } from '../site.ts';
import { SECRET } from '../site-folder.ts';
import { median, quantile } from '../statistics.ts';
import { openDelayedLink } from './delayed-link.ts';
import { PHONE } from './visitors.ts';

/** Milliseconds to the first byte. */
export interface FirstByte {
	readonly median: number;
	readonly p99: number;
}

export interface LinkTimes {
	readonly withEdge: FirstByte;
	readonly withoutEdge: FirstByte;
}

const PAGES = 2;

/**
 * The first byte of pages of a Node server at the other end of a link that takes 100 ms both ways together: through an nginx that keeps each
 * audience's pages by the generated rules, and through one that passes everything on.
 */
export async function measureLink(requests: number): Promise<LinkTimes> {
	const { root } = await buildSite('edge-origin', { pages: PAGES, mode: 'origin' });
	const origin = startNode([join(root, 'dist/server/entry.mjs')], {
		cwd: root,
		env: { HOST: '127.0.0.1', PORT: '0', CHOOSE_SECRET: SECRET },
	});
	const [, port = ''] = await origin.waitFor(/Server listening on http:\/\/[^:\s]+:(\d+)/);
	const link = await openDelayedLink(Number(port), 50);
	const pass = `proxy_pass http://origin; proxy_http_version 1.1; proxy_set_header Connection '';`;
	const upstream = `upstream origin { server 127.0.0.1:${link.port}; keepalive 32; }`;
	const read = (file: string) => readFileSync(join(root, 'dist-edge/nginx', file), 'utf8');
	const withEdge = await startNginx((folder) => ({
		http: `${upstream}
			proxy_cache_path ${folder}/cache keys_zone=pages:10m;
			${read('http.conf')}`,
		server: `location / { ${pass} proxy_cache pages; ${read('proxy.conf')} }`,
	}));
	const withoutEdge = await startNginx(() => ({
		http: upstream,
		server: `location / { ${pass} }`,
	}));
	try {
		return {
			withEdge: await measureFirstByte(withEdge.url, requests),
			withoutEdge: await measureFirstByte(withoutEdge.url, requests),
		};
	} finally {
		await Promise.all([withEdge.stop(), withoutEdge.stop(), origin.stop()]);
		link.close();
	}
}

/** Each page for each audience, again and again, after each was there once. */
async function measureFirstByte(url: string, requests: number): Promise<FirstByte> {
	await visitAll(url, PAGES * SEGMENTS * 2);
	const times = await visitAll(url, requests);
	return { median: median(times), p99: quantile(times, 0.99) };
}

async function visitAll(url: string, requests: number): Promise<readonly number[]> {
	const times: number[] = [];
	for (let number = 0; number < requests; number++) {
		const headers = {
			cookie: `segment=${number % SEGMENTS}`,
			...(number % 2 === 1 && { 'user-agent': PHONE }),
		};
		const path = `/page-${Math.floor(number / (2 * SEGMENTS)) % PAGES}/`;
		times.push(await timeToFirstByte(`${url}${path}`, headers));
	}
	return times;
}

function timeToFirstByte(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
	return new Promise((resolve, reject) => {
		const started = performance.now();
		const asked = request(url, { headers }, (response) => {
			const waited = performance.now() - started;
			response.resume();
			response.once('end', () => {
				if (response.statusCode === 200) resolve(waited);
				else reject(new Error(`${url} answered ${response.statusCode}`));
			});
		});
		asked.once('error', reject);
		asked.end();
	});
}
