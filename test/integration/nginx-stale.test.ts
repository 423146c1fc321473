import { once } from 'node:events';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nginxFiles } from '../../integration/src/export/nginx/nginx-files.js';
import { ask } from '../support/ask.js';
import { EMPTY_MANIFEST } from '../support/edge-manifest.js';
import { findFreePort } from '../support/free-port.js';
import { startNginx, type RunningNginx } from '../support/nginx.js';

const WAIT = { timeout: 20_000, interval: 100 };
const manifest = {
	...EMPTY_MANIFEST,
	signed: { device: { desktop: 'd~sd', mobile: 'm~sm' }, segments: [] },
};

/** A site that answers with how often it was asked. */
function createOrigin() {
	let times = 0;
	let hold = false;
	let fails = false;
	const held: (() => void)[] = [];
	const answer = (response: ServerResponse) => {
		response.statusCode = fails ? 500 : 200;
		response.setHeader('Content-Type', 'text/html; charset=utf-8');
		response.setHeader('Cache-Control', 'private, no-cache');
		response.setHeader('CDN-Cache-Control', 'max-age=1, stale-while-revalidate=60');
		response.end(`answer ${times}`);
	};
	const server: Server = createServer((_request, response) => {
		times++;
		if (hold) held.push(() => answer(response));
		else answer(response);
	});
	return {
		server,
		times: () => times,
		hold() {
			hold = true;
		},
		release() {
			hold = false;
			for (const one of held.splice(0)) one();
		},
		fail() {
			fails = true;
		},
		async close() {
			server.close();
			server.closeAllConnections();
			if (server.listening) await once(server, 'close');
		},
	};
}

describe('the cache of nginx in front of an origin, once a page is old', () => {
	let folder: string;
	let origin: ReturnType<typeof createOrigin>;
	let nginx: RunningNginx;
	const get = async (path: string) => {
		const { status, text, headers } = await ask(nginx.url, path);
		return { status, text, cache: headers['x-cache'] };
	};
	const untilOld = () =>
		expect.poll(async () => (await get('/')).cache, WAIT).toMatch(/STALE|UPDATING/);

	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'choose-stale-'));
		await mkdir(join(folder, 'nginx'));
		const options = { brotliModule: false, maxAge: 1, secret: undefined };
		for (const [path, text] of nginxFiles(manifest, options))
			await writeFile(join(folder, path), text);
		origin = createOrigin();
		const port = await findFreePort();
		origin.server.listen(port, '127.0.0.1');
		await once(origin.server, 'listening');
		nginx = await startNginx((own) => ({
			http: `proxy_cache_path ${own}/cache keys_zone=site:1m inactive=1h; include "${folder}/nginx/http.conf";`,
			server: `location / { proxy_pass http://127.0.0.1:${port}; proxy_cache site; add_header X-Cache $upstream_cache_status always; include "${folder}/nginx/proxy.conf"; }`,
		}));
		const { text } = await get('/');
		expect(await get('/')).toEqual({ status: 200, text, cache: 'HIT' });
	});
	afterEach(async () => {
		origin.release();
		await nginx.stop();
		await origin.close();
		await rm(folder, { recursive: true, force: true });
	});

	it('sends the old page at once while a new one is made, which then takes its place', async () => {
		const before = origin.times();
		origin.hold();
		const { text } = await get('/');
		await untilOld();
		for (let times = 0; times < 5; times++)
			expect(await get('/')).toEqual({ status: 200, text, cache: 'UPDATING' });
		await expect.poll(origin.times, WAIT).toBe(before + 1);
		origin.release();
		await expect.poll(async () => (await get('/')).text, WAIT).not.toBe(text);
	});

	it('sends the old page for as long as the origin is down', async () => {
		await origin.close();
		const { text } = await get('/');
		await untilOld();
		for (let times = 0; times < 5; times++)
			expect(await get('/')).toMatchObject({ status: 200, text });
		expect((await get('/never-asked')).status).toBe(502);
	});

	it('sends the old page while the origin fails', async () => {
		origin.fail();
		const { text } = await get('/');
		await untilOld();
		for (let times = 0; times < 5; times++)
			expect(await get('/')).toMatchObject({ status: 200, text });
		expect((await get('/never-asked')).status).toBe(500);
	});
});
