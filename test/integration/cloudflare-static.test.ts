import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
import { notEmpty } from '../support/not-empty.js';

const SECRET = 'a secret of the site, 32 bytes or more';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15';
const DESKTOP = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36';
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

	it('sends the headers of a variant, and none of its file', async () => {
		const { headers } = await served.get('/', { cookie: 'plan=pro' });
		expect(headers['content-language']).toBe('en');
		for (const name of ['x-robots-tag', 'last-modified', 'accept-ranges'])
			expect(headers).not.toHaveProperty(name);
	});

	it('sends the default of the device where no variant fits', async () => {
		const { get } = served;
		const home = await get('/?unrendered');
		expect(home.text).toBe(HOME('Default'));
		expect(home.headers['cache-status']).toBe('choose; fwd=miss; detail=default');
		const mobile = await get(`${CAFE_PATH}?unrendered`, { 'user-agent': IPHONE });
		expect(mobile.text).toBe(CAFE('Default', 'mobile'));
	});

	it('leaves everything else to the asset router', async () => {
		const { get } = served;
		const plain = await get('/plain/');
		expect(plain.headers['cache-control']).toBe('public, max-age=0, must-revalidate');
		expect((await get('/', {}, 'POST')).status).toBe(405);
		const redirect = await get('/plain?a=b');
		expect(redirect).toMatchObject({ status: 307, headers: { location: '/plain/?a=b' } });
	});

	it('fits into what workers may be', () => {
		const { files, site } = served;
		const worker = files.get('cloudflare/worker.js') ?? '';
		expect(gzipSync(worker).byteLength).toBeLessThan(8 * 1_024);
		expect(importsOf(worker)).toEqual(['./manifest.js']);
		for (const text of notEmpty(files.values())) expect(text).not.toContain(SECRET);
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

it('a worker of a site below a base has assets there, and variants nowhere', async () => {
	const { get, site, stop } = await serve({ base: '/docs' });
	try {
		const style = await get('/docs/_astro/style.css');
		expect(style).toMatchObject({ status: 200, text: 'h1 { color: red }' });
		const file = `${FOLDER}${site.digestOf(HOME('Pro'))}`;
		for (const target of ['/_astro/style.css', '/docsy/', `/docs/${file}`, `/${file}`])
			expect((await get(target)).status, target).toBe(404);
	} finally {
		await stop();
	}
});

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
