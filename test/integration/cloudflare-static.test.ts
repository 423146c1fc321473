import { gzipSync } from 'node:zlib';
import { parseSetCookie } from 'cookie';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSealer } from '../../integration/src/audience/sealing.js';
import { cloudflareFiles } from '../../integration/src/export/cloudflare-files.js';
import type { EdgeFiles } from '../../integration/src/export/export-types.js';
import { ask, type Ask } from '../support/ask.js';
import {
	CAFE,
	createEdgeSite,
	FOLDER,
	HOME,
	type EdgeSite,
	type EdgeSiteOptions,
} from '../support/edge-site.js';
import { importsOf } from '../support/imports.js';
import { startWorker, type RunningWorker } from '../support/worker.js';

const SECRET = 'a secret of the site, 32 bytes or more';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15';
const DESKTOP = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36';
const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
const VARY = 'Accept-Encoding, User-Agent, Cookie';
const CAFE_PATH = '/caf%C3%A9/menu%20one/';

interface Served {
	readonly site: EdgeSite;
	readonly files: EdgeFiles;
	readonly worker: RunningWorker;
	get(target: string, headers?: Ask['headers'], method?: string): ReturnType<typeof ask>;
	stop(): Promise<void>;
}

async function serve(options: EdgeSiteOptions = {}): Promise<Served> {
	const site = await createEdgeSite(options);
	const files = await cloudflareFiles(site.manifest, { ...site, name: 'The Shop!' });
	await site.write(files);
	const worker = await startWorker({
		folder: new URL('cloudflare/', site.edgeFolder),
		bindings: { CHOOSE_SECRET: SECRET },
	});
	return {
		site,
		files,
		worker,
		get: (target, headers = {}, method = 'GET') =>
			ask(worker.url, target, { method, headers: { 'user-agent': DESKTOP, ...headers } }),
		async stop() {
			await worker.stop();
			await site.remove();
		},
	};
}

describe('a worker before static assets', () => {
	let served: Served;
	beforeAll(async () => {
		served = await serve();
	});
	afterAll(() => served.stop());

	it('answers each audience with its variant', async () => {
		const { get } = served;
		expect((await get('/')).text).toBe(HOME('Default'));
		expect((await get('/', { cookie: 'plan=pro' })).text).toBe(HOME('Pro'));
		expect((await get('/?utm_source=Instagram')).text).toBe(HOME('Social'));
		const both = await get('/?utm_source=facebook', { cookie: 'plan=pro' });
		expect(both.text).toBe(HOME('Pro'));
		expect((await get(CAFE_PATH)).text).toBe(CAFE('Default', 'desktop'));
		expect((await get(CAFE_PATH, { 'user-agent': IPHONE, cookie: 'plan=pro' })).text).toBe(
			CAFE('Pro', 'mobile'),
		);
	});

	it('heads every answer alike', async () => {
		const { get, site } = served;
		const pro = await get('/', { cookie: 'plan=pro' });
		expect(pro.status).toBe(200);
		expect(pro.headers).toMatchObject({
			etag: `"${site.digestOf(HOME('Pro'))}"`,
			'cache-control': 'private, no-cache',
			vary: VARY,
			'cache-status': 'choose; hit',
			'server-timing': expect.stringMatching(/^choose;desc="[\da-f]{6}"$/) as string,
			'content-type': 'text/html; charset=utf-8',
			'content-language': 'en',
		});
		const kept = Object.keys(pro.headers);
		for (const name of ['x-robots-tag', 'last-modified', 'accept-ranges', 'set-cookie'])
			expect(kept).not.toContain(name);
		expect((await get('/')).headers.vary).toBe(VARY);
		const head = await get('/', { cookie: 'plan=pro' }, 'HEAD');
		expect(head.bytes).toHaveLength(0);
		expect(head.headers).toMatchObject({ etag: pro.headers.etag, vary: VARY });
		expect(head.headers['content-type']).toBe(pro.headers['content-type']);
	});

	it('sends no part of an answer', async () => {
		const { status, text } = await served.get('/', { range: 'bytes=0-3' });
		expect({ status, text }).toEqual({ status: 200, text: HOME('Default') });
	});

	it('says that a client has the body already, however its tag was written', async () => {
		const { get, site } = served;
		const digest = site.digestOf(HOME('Pro'));
		for (const tag of [`"${digest}"`, `W/"${digest}"`, `"other", W/"${digest}-gz"`, '*']) {
			const answer = await get('/', { cookie: 'plan=pro', 'if-none-match': tag });
			expect(answer.status, tag).toBe(304);
			expect(answer.bytes).toHaveLength(0);
			expect(answer.headers).toMatchObject({ etag: `"${digest}"`, vary: VARY });
			expect(answer.headers['cache-control']).toBe('private, no-cache');
		}
		const other = await get('/', { 'if-none-match': `"${digest}"` });
		expect(other.text).toBe(HOME('Default'));
	});

	it('sends the default of the device where no variant fits', async () => {
		const { get } = served;
		const home = await get('/?unrendered');
		expect(home.text).toBe(HOME('Default'));
		expect(home.headers['cache-status']).toBe('choose; fwd=miss; detail=default');
		const mobile = await get(`${CAFE_PATH}?unrendered`, { 'user-agent': IPHONE });
		expect(mobile.text).toBe(CAFE('Default', 'mobile'));
	});

	it('keeps a visitor in a segment, in a cookie that a Node server opens', async () => {
		const { get } = served;
		const first = await get('/?utm_source=facebook', { 'x-forwarded-proto': 'https' });
		const [written = ''] = first.headers['set-cookie'] ?? [];
		const cookie = parseSetCookie(written);
		expect(cookie).toMatchObject({
			name: 'choose_segment',
			maxAge: 1_800,
			path: '/',
			httpOnly: true,
			secure: true,
			sameSite: 'lax',
		});
		const opened = createSealer(SECRET, 'choose_segment').open(cookie.value ?? '');
		expect(JSON.parse(opened ?? '')).toEqual({ social: expect.any(Number) as number });
		const sent = `choose_segment=${cookie.value}`;
		const second = await get('/', { cookie: sent });
		expect(second.text).toBe(HOME('Social'));
		expect(second.headers['set-cookie']).toBeUndefined();
		const renewed = await get('/?utm_source=facebook', { cookie: sent });
		expect(renewed.headers['set-cookie']).toBeUndefined();
	});

	it('leaves no cookie with crawlers, prefetches and who opted out', async () => {
		const { get } = served;
		const target = '/?utm_source=facebook';
		for (const headers of [
			{ 'user-agent': GOOGLEBOT },
			{ 'sec-purpose': 'prefetch' },
			{ cookie: 'intempt_do_not_track=1' },
		]) {
			const answer = await get(target, headers);
			expect(answer.text).toBe(HOME('Social'));
			expect(answer.headers['set-cookie']).toBeUndefined();
		}
	});

	it('takes a forged cookie for none', async () => {
		const foreign = createSealer('b'.repeat(32), 'choose_segment').seal('{"social":4000000000}');
		for (const forged of [foreign, 'x', '%', '"', 'a'.repeat(5_000)]) {
			const answer = await served.get('/', { cookie: `choose_segment=${forged}` });
			expect({ status: answer.status, text: answer.text }).toEqual({
				status: 200,
				text: HOME('Default'),
			});
		}
	});

	it('hides the files of the variants, however their folder is written', async () => {
		const { get, site } = served;
		const file = `/${FOLDER}${site.digestOf(HOME('Pro'))}`;
		const targets = [
			file,
			`/${file}`,
			file.replace('_', '%5F'),
			file.replace('/_choose', '/%5fChoose'),
			file.replaceAll('/', '%2f').replace('%2f', '/'),
			file.toUpperCase(),
			`/plain/..${file}`,
			`/plain/%2e%2e${file}`,
			`/${FOLDER}`,
			`/${FOLDER.slice(0, -1)}`,
		];
		for (const target of targets) {
			const answer = await get(target);
			expect(answer.status, target).toBe(404);
			expect(answer.headers['x-robots-tag'], target).toBe('noindex');
			expect(answer.text).toContain('Nothing here');
		}
		for (const target of [`/_astro/..%2f${file.slice(1)}`, `/_astro/%2e%2e${file}`]) {
			const answer = await get(target);
			expect(answer.text).not.toContain('Pro');
		}
	});

	it('leaves everything else to the asset router', async () => {
		const { get } = served;
		const plain = await get('/plain/');
		expect(plain.status).toBe(200);
		expect(plain.headers['cache-control']).toBe('public, max-age=0, must-revalidate');
		expect(plain.headers['cache-status']).toBeUndefined();
		expect((await get('/_astro/style.css')).headers['content-type']).toContain('text/css');
		const missing = await get('/missing', { cookie: 'plan=pro' });
		expect(missing).toMatchObject({ status: 404, text: '<h1>Nothing here</h1>' });
		expect(missing.headers['x-robots-tag']).toBeUndefined();
		expect((await get('/', {}, 'POST')).status).toBe(405);
		const redirect = await get('/plain?a=b');
		expect(redirect).toMatchObject({ status: 307, headers: { location: '/plain/?a=b' } });
		const spelling = await get('/index.html', { cookie: 'plan=pro' });
		expect(spelling).toMatchObject({ status: 307, headers: { location: '/' } });
	});

	it('fits into what workers may be', () => {
		const { files, site } = served;
		const worker = files.get('cloudflare/worker.js') ?? '';
		expect(gzipSync(worker).byteLength).toBeLessThan(8 * 1_024);
		expect(importsOf(worker)).toEqual(['./manifest.js']);
		for (const text of files.values()) expect(text).not.toContain(SECRET);
		const wrangler = files.get('cloudflare/wrangler.jsonc') ?? '';
		expect(wrangler).toContain('"name": "the-shop"');
		expect(site.manifest.signed).toBeNull();
	});
});

it('sends the page’s own file where a variant’s is gone', async () => {
	const { site, get, stop } = await serve();
	try {
		await site.withdraw(FOLDER + site.digestOf(HOME('Pro')));
		await site.publish('index.html', HOME('Own'));
		// The assets are read when the worker starts.
		const worker = await startWorker({ folder: new URL('cloudflare/', site.edgeFolder) });
		try {
			const answer = await ask(worker.url, '/', { headers: { cookie: 'plan=pro' } });
			expect(answer).toMatchObject({ status: 200, text: HOME('Own') });
			expect(answer.headers).toMatchObject({
				'cache-control': 'private, no-cache',
				vary: VARY,
				'cache-status': 'choose; fwd=miss; detail=default',
			});
			expect(answer.headers.etag).toBeUndefined();
			expect(answer.headers['x-robots-tag']).toBeUndefined();
		} finally {
			await worker.stop();
		}
		expect((await get('/')).status).toBe(200);
	} finally {
		await stop();
	}
});

it('sends the page’s own file where the manifest cannot be understood', async () => {
	const { site, stop } = await serve();
	const broken = { ...site.manifest, segments: [{ name: 'x', when: { query: { a: 7 } } }] };
	const worker = await startWorker({
		folder: new URL('cloudflare/', site.edgeFolder),
		modules: { 'manifest.js': `export default ${JSON.stringify(broken)}` },
	});
	try {
		const answer = await ask(worker.url, '/?a=b', {});
		expect(answer).toMatchObject({ status: 200, text: HOME('Default') });
		expect(answer.headers['cache-control']).toBe('private, no-cache');
	} finally {
		await worker.stop();
		await stop();
	}
});

describe('a worker of a site below a base', () => {
	it.each([
		['always', '/docs/', '/docs', '/docs/caf%C3%A9/menu%20one/'],
		['ignore', '/docs/', '/docs', '/docs/caf%C3%A9/menu%20one/'],
		['never', '/docs', '/docs/', '/docs/caf%C3%A9/menu%20one'],
	] as const)(
		'answers where trailing slashes are: %s',
		async (trailingSlash, home, other, cafe) => {
			const { get, site, stop } = await serve({ base: '/docs', trailingSlash });
			try {
				const headers = { cookie: 'plan=pro' };
				expect((await get(home, headers)).text).toBe(HOME('Pro'));
				expect(await get(`${other}?a`, headers)).toMatchObject({
					status: 307,
					headers: { location: `${home}?a` },
				});
				expect((await get(cafe, headers)).text).toBe(CAFE('Pro', 'desktop'));
				const spelling = cafe.endsWith('/') ? cafe.slice(0, -1) : `${cafe}/`;
				expect(await get(`${spelling}?a`)).toMatchObject({
					status: 307,
					headers: { location: `${cafe}?a` },
				});
				const style = await get('/docs/_astro/style.css');
				expect(style).toMatchObject({ status: 200, text: 'h1 { color: red }' });
				for (const outside of ['/', '/plain/', '/_astro/style.css', '/docsy/']) {
					expect((await get(outside)).status, outside).toBe(404);
				}
				const file = `${FOLDER}${site.digestOf(HOME('Pro'))}`;
				for (const target of [`/docs/${file}`, `/${file}`]) {
					expect((await get(target)).status, target).toBe(404);
				}
			} finally {
				await stop();
			}
		},
	);
});

it.each([
	['always', '/caf%C3%A9/menu%20one/', '/caf%C3%A9/menu%20one'],
	['ignore', '/caf%C3%A9/menu%20one', '/caf%C3%A9/menu%20one/'],
	['never', '/caf%C3%A9/menu%20one', '/caf%C3%A9/menu%20one/'],
] as const)(
	'answers pages that are files, where trailing slashes are: %s',
	async (trailingSlash, cafe, other) => {
		const { get, stop } = await serve({ format: 'file', trailingSlash });
		try {
			expect((await get(cafe, { cookie: 'plan=pro' })).text).toBe(CAFE('Pro', 'desktop'));
			for (const target of [other, '/caf%C3%A9/menu%20one.html'])
				expect(await get(target)).toMatchObject({ status: 307, headers: { location: cafe } });
			expect((await get('/', { cookie: 'plan=pro' })).text).toBe(HOME('Pro'));
		} finally {
			await stop();
		}
	},
);

it('says nothing of itself where diagnostics are off', async () => {
	const { get, stop } = await serve({ diagnostics: false, trailingSlash: 'never' });
	try {
		const { headers, text } = await get('/', { cookie: 'plan=pro' });
		expect(text).toBe(HOME('Pro'));
		expect(headers['cache-status'] ?? headers['server-timing']).toBeUndefined();
	} finally {
		await stop();
	}
});
