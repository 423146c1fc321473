import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	EDGE_MANIFEST_VERSION,
	type EdgeManifest,
} from '../../integration/src/edge/edge-manifest.js';
import { nginxFiles } from '../../integration/src/export/nginx/nginx-files.js';
import { quoteText } from '../../integration/src/export/nginx/syntax.js';
import { ask, type Answer } from '../support/raw-ask.js';
import { startNginx, type RunningNginx } from '../support/nginx.js';

const BODIES = ['default', 'pro', 'social', 'mobile', 'about', 'gone'] as const;
const bodyOf = (name: string) => `<!doctype html><title>${name}</title>${'x'.repeat(400)}`;
const digestOf = (name: string) => createHash('sha256').update(bodyOf(name)).digest('base64url');

/** A column for the device, one for an experience. */
const manifest: EdgeManifest = {
	version: EDGE_MANIFEST_VERSION,
	build: 'b',
	base: '',
	trailingSlash: 'ignore',
	format: 'directory',
	vary: 'Accept-Encoding, User-Agent, Cookie',
	diagnostics: true,
	device: null,
	hosts: [],
	consent: { cookie: { consent: 'granted' } },
	segments: [
		{ name: 'pro', when: { cookie: { plan: 'pro' } } },
		{ name: 'social', when: { query: { utm_source: ['facebook', 'insta*'] } }, persist: 1_800_000 },
		{ name: 'everyone' },
	],
	reads: [
		{ kind: 'device', name: '' },
		{ kind: 'experience', name: 'hero' },
	],
	decided: {
		desktop: {
			defaults: [1, 1],
			chosen: [
				[0, 2],
				[0, 3],
				[0, 0],
			],
		},
		mobile: {
			defaults: [2, 1],
			chosen: [
				[0, 2],
				[0, 3],
				[0, 0],
			],
		},
	},
	folder: '_choose-token/',
	pages: [
		{
			file: 'index.html',
			variants: [
				{ body: digestOf('default'), reads: [1, 1, 0, 1] },
				{ body: digestOf('mobile'), reads: [1, 1, 0, 2] },
				{
					body: digestOf('pro'),
					reads: [1, 2],
					headers: { 'content-security-policy': "script-src 'self' $x" },
				},
				{ body: digestOf('social'), reads: [1, 3] },
			],
		},
		{ file: 'ü x/About "q"/index.html', variants: [{ body: digestOf('about'), reads: [] }] },
		{ file: 'gone/index.html', variants: [{ body: digestOf('missing'), reads: [] }] },
	],
	signed: null,
};

describe('a static site behind nginx', () => {
	let folder: string;
	let nginx: RunningNginx;
	const get = (
		path: string,
		headers: Record<string, string> = {},
		method = 'GET',
	): Promise<Answer> => ask(nginx.url, path, headers, method);

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'choose $client-'));
		const client = join(folder, 'client');
		const write = async (file: string, bytes: string | Buffer) => {
			await mkdir(dirname(join(folder, file)), { recursive: true });
			await writeFile(join(folder, file), bytes);
		};
		for (const name of BODIES) {
			const path = `client/_choose-token/${digestOf(name)}`;
			await write(path, bodyOf(name));
			await write(`${path}.gz`, gzipSync(bodyOf(name)));
			if (name !== 'social') await write(`${path}.br`, brotliCompressSync(bodyOf(name)));
		}
		await write('client/index.html', bodyOf('default'));
		await write('client/gone/index.html', bodyOf('plain gone'));
		await write('client/plain/index.html', 'plain');
		await write('client/.hidden/index.html', 'hidden');
		await write('client/404.html', 'not found');
		await write('client/_astro/a.css', 'css');
		const files = nginxFiles(manifest, {
			brotliModule: false,
			maxAge: 60,
			secret: 'a secret of at least thirty-two characters',
		});
		for (const [path, text] of files) await write(path, text);
		nginx = await startNginx(() => ({
			http: `include "${folder}/nginx/http.conf";`,
			server: `root ${quoteText(client)}; include "${folder}/nginx/server.conf"; include "${folder}/nginx/site.conf";`,
		}));
	});
	afterAll(async () => {
		await nginx.stop();
		await rm(folder, { recursive: true, force: true });
	});

	it('answers each audience with its variant', async () => {
		const iphone = { 'user-agent': 'iPhone' };
		expect((await get('/')).text).toBe(bodyOf('default'));
		expect((await get('/', iphone)).text).toBe(bodyOf('mobile'));
		expect((await get('/', { ...iphone, cookie: 'plan=pro' })).text).toBe(bodyOf('pro'));
		expect((await get('/index.html?utm_source=Facebook')).text).toBe(bodyOf('social'));
		expect((await get('/?utm_source=insta%67ram', { cookie: 'plan=pro' })).text).toBe(
			bodyOf('pro'),
		);
		expect((await get('/%C3%BC%20x/About%20%22q%22')).text).toBe(bodyOf('about'));
		expect((await get('/%C3%BC%20x/about%20%22q%22')).status).toBe(404);
	});

	it('says what every varied page says', async () => {
		const { status, headers } = await get('/', {
			'accept-encoding': 'gzip, br',
			cookie: 'plan=pro',
		});
		expect(status).toBe(200);
		expect(headers).toMatchObject({
			'content-type': 'text/html; charset=utf-8',
			'content-encoding': 'br',
			'cache-control': 'private, no-cache',
			vary: manifest.vary,
			etag: `"${digestOf('pro')}-br"`,
			'cache-status': 'choose; hit',
			'server-timing': expect.stringMatching(/^choose;desc="[0-9a-f]{6}"$/),
			'content-security-policy': "script-src 'self' $x",
		});
		for (const name of ['last-modified', 'accept-ranges', 'x-robots-tag', 'set-cookie', 'expires'])
			expect(headers).not.toHaveProperty(name);
	});

	it.each([
		['br', 'br', '-br'],
		['br;q=0, gzip', 'gzip', '-gz'],
		['gzip;q=0', undefined, ''],
		['*', 'br', '-br'],
		['*;q=0.5, br;q=0.0', 'gzip', '-gz'],
		['identity', undefined, ''],
	])('sends for %s what is kept in %s', async (accepted, coding, ending) => {
		const { headers } = await get('/', { 'accept-encoding': accepted });
		expect(headers['content-encoding']).toBe(coding);
		expect(headers.etag).toBe(`"${digestOf('default')}${ending}"`);
	});

	it('sends the body as it is where its compressed file is gone', async () => {
		const { status, headers, text } = await get('/?utm_source=facebook', {
			'accept-encoding': 'br, gzip',
		});
		expect(status).toBe(200);
		expect(text).toBe(bodyOf('social'));
		expect(headers['content-encoding']).toBeUndefined();
		expect(headers.etag).toBe(`"${digestOf('social')}"`);
	});

	it.each([
		(digest: string) => `"${digest}"`,
		(digest: string) => `W/"${digest}-gz"`,
		(digest: string) => `"a", "${digest}-br" , "b"`,
		() => '*',
	])('knows what a browser has (%#)', async (tagOf) => {
		const { status, headers, text } = await get('/', {
			'accept-encoding': 'gzip',
			'if-none-match': tagOf(digestOf('default')),
		});
		expect({ status, text }).toEqual({ status: 304, text: '' });
		expect(headers).toMatchObject({
			etag: `"${digestOf('default')}-gz"`,
			'cache-control': 'private, no-cache',
			vary: manifest.vary,
		});
		for (const name of ['content-encoding', 'last-modified'])
			expect(headers).not.toHaveProperty(name);
	});

	it('answers with all of it for another tag, a date or a range', async () => {
		const { status } = await get('/', {
			'if-none-match': `"${digestOf('pro')}"`,
			'if-modified-since': new Date(Date.now() + 1e6).toUTCString(),
			range: 'bytes=0-3',
		});
		expect(status).toBe(200);
	});

	it('hides the files of variants', async () => {
		const { status, headers } = await get(`/_choose-token/${digestOf('pro')}`);
		expect(status).toBe(404);
		expect(headers['x-robots-tag']).toBe('noindex');
	});

	it('sends the page as it is where a variant is gone', async () => {
		const { status, text, headers } = await get('/gone/', { 'accept-encoding': 'br' });
		expect({ status, text }).toEqual({ status: 200, text: bodyOf('plain gone') });
		expect(headers).toMatchObject({ 'cache-control': 'private, no-cache', vary: manifest.vary });
		expect(headers).not.toHaveProperty('content-encoding');
	});

	it('keeps a visitor in a segment, with consent', async () => {
		const first = await get('/?utm_source=facebook', {
			cookie: 'consent=granted',
			'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0',
		});
		const [set = ''] = first.headers['set-cookie'] ?? [];
		expect(set).toMatch(
			/^choose_segment_.{8}=.{32}; Max-Age=1800; Path=\/; HttpOnly; SameSite=Lax$/,
		);
		const kept = set.split(';', 1)[0] ?? '';
		expect((await get('/', { cookie: `consent=granted; ${kept}` })).text).toBe(bodyOf('social'));
		expect((await get('/', { cookie: kept })).text).toBe(bodyOf('default'));
		expect((await get('/', { cookie: `consent=granted; ${kept.slice(0, -1)}` })).text).toBe(
			bodyOf('default'),
		);
		expect(
			(await get('/', { cookie: `consent=granted; intempt_do_not_track=1; ${kept}` })).text,
		).toBe(bodyOf('default'));
		const others: Record<string, string>[] = [
			{ 'user-agent': 'Googlebot/2.1' },
			{ 'sec-purpose': 'prefetch' },
			{ cookie: 'a=b' },
		];
		for (const more of others) {
			const { headers } = await get('/?utm_source=facebook', {
				cookie: 'consent=granted',
				...more,
			});
			expect(headers).not.toHaveProperty('set-cookie');
		}
	});

	it('leaves everything else to the site', async () => {
		expect((await get('/plain')).text).toBe('plain');
		expect(await get('/nope')).toMatchObject({ status: 404, text: 'not found' });
		expect((await get('/.hidden/')).status).toBe(404);
		expect((await get('/_astro/a.css')).headers['cache-control']).toBe(
			'public, max-age=31536000, immutable',
		);
		expect((await get('/', {}, 'POST')).headers).not.toHaveProperty('cache-status');
		expect((await get('/', {}, 'HEAD')).headers.etag).toBe(`"${digestOf('default')}"`);
		expect(nginx.errors()).not.toMatch(/\[(?:warn|emerg|alert|crit)\]/);
	});
});
