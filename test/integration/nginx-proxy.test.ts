import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { mkdtemp, rm, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EdgeManifest } from '../../integration/src/edge/edge-manifest.js';
import { nginxFiles } from '../../integration/src/export/nginx/nginx-files.js';
import { ask } from '../support/ask.js';
import { EMPTY_MANIFEST } from '../support/edge-manifest.js';
import { startNginx, type RunningNginx } from '../support/nginx.js';

const manifest: EdgeManifest = {
	...EMPTY_MANIFEST,
	device: { header: 'x-device', mobile: ['phone', 'tablet'] },
	consent: 'not-needed',
	segments: [
		{ name: 'pro', when: { cookie: { plan: 'pro' } }, persist: 60_000 },
		{ name: 'social', when: { query: { utm_source: 'facebook' } } },
		{ name: 'everyone' },
	],
	signed: { device: { desktop: 'd~sd', mobile: 'm~sm' }, segments: ['pro~1', 'social~2', ''] },
};

describe('nginx in front of an origin', () => {
	let folder: string;
	let origin: Server;
	let nginx: RunningNginx;
	const asked: { readonly url: string; readonly headers: IncomingHttpHeaders }[] = [];
	const agent = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0' };
	const audienceOf = async (path: string, headers: Record<string, string>) =>
		(await ask(nginx.url, path, { headers: { ...agent, ...headers } })).text;
	const countOf = (path: string) => asked.filter(({ url }) => url === path).length;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'choose-proxy-'));
		origin = createServer((request, response) => {
			asked.push({ url: request.url ?? '', headers: request.headers });
			response.setHeader('Content-Type', 'text/html; charset=utf-8');
			response.setHeader('Cache-Control', 'private, no-cache');
			response.setHeader('Vary', 'Choose-Audience');
			if (request.url?.startsWith('/kept')) {
				response.setHeader('CDN-Cache-Control', 'max-age=60, stale-while-revalidate=60');
				response.setHeader('Cache-Tag', 'hero');
			}
			if (request.url === '/kept-cookie') response.setHeader('Set-Cookie', 'a=b');
			if (request.url === '/kept-language') response.setHeader('Vary', 'Accept-Language');
			if (request.url === '/kept-short') response.setHeader('CDN-Cache-Control', 'max-age=59');
			if (request.url === '/kept-long') response.setHeader('CDN-Cache-Control', 'max-age=100');
			if (request.url === '/kept-host') {
				response.end(request.headers.host);
				return;
			}
			response.end(String(request.headers['choose-audience']));
		});
		await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve));
		const address = origin.address();
		const port = typeof address === 'object' ? address?.port : undefined;
		await mkdir(join(folder, 'nginx'));
		const options = {
			brotliModule: false,
			maxAge: 60,
		};
		const secret = 'a secret of at least thirty-two characters';
		for (const [path, text] of nginxFiles(manifest, { ...options, secret }))
			await writeFile(join(folder, path), text);
		nginx = await startNginx((own) => ({
			http: `proxy_cache_path ${own}/cache keys_zone=site:1m inactive=1h; include "${folder}/nginx/http.conf";`,
			server: `location / { proxy_pass http://127.0.0.1:${port}; proxy_set_header Host $host; proxy_cache site; include "${folder}/nginx/proxy.conf"; }`,
		}));
		asked.length = 0;
	});
	afterAll(async () => {
		await nginx.stop();
		origin.close();
		origin.closeAllConnections();
		await rm(folder, { recursive: true, force: true });
	});

	it('tells the origin who asks, whatever the visitor says', async () => {
		expect(await audienceOf('/a', {})).toBe('d~sd');
		expect(await audienceOf('/a', { 'choose-audience': 'd~sd.pro~1' })).toBe('d~sd');
		expect(await audienceOf('/a', { 'x-device': 'Phone', cookie: 'plan=pro' })).toBe('m~sm.pro~1');
		expect(await audienceOf('/a?utm_source=FACEBOOK', { cookie: 'plan=pro' })).toBe(
			'd~sd.pro~1.social~2',
		);
	});

	it('puts those kept from before behind those matched now', async () => {
		const { headers } = await ask(nginx.url, '/a', {
			headers: { ...agent, cookie: 'plan=pro' },
		});
		const kept = headers['set-cookie']?.[0]?.split(';', 1)[0] ?? '';
		expect(kept).toMatch(/^choose_segment_/);
		expect(await audienceOf('/a?utm_source=facebook', { cookie: kept })).toBe(
			'd~sd.social~2.pro~1',
		);
	});

	it('keeps what may be kept, for each audience and coding', async () => {
		for (const forged of ['1', '2', '3']) {
			const { headers, text } = await ask(nginx.url, '/kept', {
				headers: { ...agent, 'choose-audience': forged },
			});
			expect(text).toBe('d~sd');
			expect(headers['cache-control']).toBe('private, no-cache');
			for (const name of ['cdn-cache-control', 'cache-tag'])
				expect(headers).not.toHaveProperty(name);
		}
		expect(countOf('/kept')).toBe(1);
		expect(await audienceOf('/kept', { cookie: 'plan=pro' })).toBe('d~sd.pro~1');
		expect(await audienceOf('/kept', { 'accept-encoding': 'gzip, br' })).toBe('d~sd');
		expect(await audienceOf('/kept', { 'accept-encoding': 'br , gzip' })).toBe('d~sd');
		expect(countOf('/kept')).toBe(3);
	});

	it('keeps what may be kept for longer than it does', async () => {
		await audienceOf('/kept-long', {});
		await audienceOf('/kept-long', {});
		expect(countOf('/kept-long')).toBe(1);
	});

	it('neither keeps what is sent for a password, nor sends what is kept to who gives one', async () => {
		for (const authorization of ['Basic YTpi', '0'])
			await audienceOf('/kept-authorized', { authorization });
		expect(countOf('/kept-authorized')).toBe(2);
		await audienceOf('/kept-authorized', {});
		await audienceOf('/kept-authorized', {});
		expect(countOf('/kept-authorized')).toBe(3);
		await audienceOf('/kept-authorized', { authorization: 'Basic YTpi' });
		expect(countOf('/kept-authorized')).toBe(4);
	});

	it('keeps the answer of each host for that host alone', async () => {
		const hosts = async (target: string) =>
			(await ask(nginx.url, target, { headers: { ...agent, host: 'shop.example' } })).text;
		expect(await hosts('http://evil.example/kept-host')).toBe('evil.example');
		expect(await hosts('/kept-host')).toBe('shop.example');
	});

	it('keeps nothing else', async () => {
		for (const path of ['/own', '/kept-cookie', '/kept-language', '/kept-short']) {
			await audienceOf(path, {});
			await audienceOf(path, {});
			expect(countOf(path)).toBe(2);
		}
		expect(nginx.errors()).not.toMatch(/\[(?:warn|emerg|alert|crit)\]/);
	});
});
