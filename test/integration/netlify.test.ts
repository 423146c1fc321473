import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSealer } from '../../integration/src/audience/sealing.js';
import type { EdgeManifest } from '../../integration/src/edge/edge-manifest.js';
import type { EdgeFiles } from '../../integration/src/export/export-types.js';
import { netlifyFiles } from '../../integration/src/export/netlify-files.js';
import { ask, type Ask } from '../support/ask.js';
import { startEdgeFunction, type RunningEdgeFunction } from '../support/deno.js';
import {
	CAFE,
	createEdgeSite,
	FOLDER,
	HOME,
	type EdgeSite,
	type EdgeSiteOptions,
} from '../support/edge-site.js';
import { importsOf } from '../support/imports.js';

const SECRET = 'a secret of the site, 32 bytes or more';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15';
const DESKTOP = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36';
const VARY = 'Accept-Encoding, User-Agent, Cookie';
const MODULE = 'netlify/edge-functions/choose.js';

interface Served {
	readonly site: EdgeSite;
	readonly files: EdgeFiles;
	readonly host: RunningEdgeFunction;
	get(target: string, headers?: Ask['headers'], method?: string): ReturnType<typeof ask>;
	stop(): Promise<void>;
}

async function serve(
	options: EdgeSiteOptions = {},
	change: (manifest: EdgeManifest) => EdgeManifest = (manifest) => manifest,
): Promise<Served> {
	const site = await createEdgeSite(options);
	const files = await netlifyFiles(change(site.manifest));
	await site.write(files);
	const host = await startEdgeFunction({
		module: new URL(MODULE, site.edgeFolder),
		folder: site.clientFolder,
		env: { CHOOSE_SECRET: SECRET },
	});
	return {
		site,
		files,
		host,
		get: (target, headers = {}, method = 'GET') =>
			ask(host.url, target, { method, headers: { 'user-agent': DESKTOP, ...headers } }),
		async stop() {
			await host.stop();
			await site.remove();
		},
	};
}

describe('an edge function at Netlify', () => {
	let served: Served;
	beforeAll(async () => {
		served = await serve();
	});
	afterAll(() => served.stop());

	it('answers each audience with its variant, however the page’s path is written', async () => {
		const { get } = served;
		for (const target of ['/', '/index.html'])
			expect((await get(target, { cookie: 'plan=pro' })).text).toBe(HOME('Pro'));
		expect((await get('/?utm_source=Instagram')).text).toBe(HOME('Social'));
		const cafe = '/caf%C3%A9/menu%20one';
		for (const target of [cafe, `${cafe}/`, `${cafe}/index.html`, cafe.toLowerCase()]) {
			const answer = await get(target, { 'user-agent': IPHONE, cookie: 'plan=pro' });
			expect(answer.text, target).toBe(CAFE('Pro', 'mobile'));
		}
	});

	it('heads every answer alike, and never as the files of the variants', async () => {
		const { get, site } = served;
		const pro = await get('/', { cookie: 'plan=pro' });
		expect(pro.status).toBe(200);
		expect(pro.headers).toMatchObject({
			etag: expect.stringContaining(site.digestOf(HOME('Pro'))) as string,
			'cache-control': 'private, no-cache',
			'cache-status': 'choose; hit',
			'server-timing': expect.stringMatching(/^choose;desc="[\da-f]{6}"$/) as string,
			'content-type': 'text/html; charset=utf-8',
			'content-language': 'en',
		});
		expect(pro.headers.vary).toContain(VARY);
		for (const name of ['x-robots-tag', 'last-modified', 'accept-ranges', 'set-cookie'])
			expect(Object.keys(pro.headers)).not.toContain(name);
		const file = await get(`/${FOLDER}${site.digestOf(HOME('Pro'))}`);
		expect(file.headers['x-robots-tag']).toBe('noindex');
		const head = await get('/', { cookie: 'plan=pro' }, 'HEAD');
		expect(head).toMatchObject({ status: 200, text: '' });
		expect(head.headers.etag).toContain(site.digestOf(HOME('Pro')));
		expect((await get('/', { range: 'bytes=0-3' })).text).toBe(HOME('Default'));
	});

	it('says that a client has the body already, however its tag was written', async () => {
		const { get, site } = served;
		const digest = site.digestOf(HOME('Pro'));
		for (const tag of [`"${digest}"`, `W/"${digest}"`, `"other", "${digest}-br"`]) {
			const answer = await get('/', { cookie: 'plan=pro', 'if-none-match': tag });
			expect(answer, tag).toMatchObject({ status: 304, text: '' });
			expect(answer.headers).toMatchObject({ 'cache-control': 'private, no-cache', vary: VARY });
		}
		expect((await get('/', { 'if-none-match': `"${digest}"` })).status).toBe(200);
	});

	it('sends the default of the device where no variant fits', async () => {
		const target = '/caf%C3%A9/menu%20one/?unrendered';
		const mobile = await served.get(target, { 'user-agent': IPHONE });
		expect(mobile.text).toBe(CAFE('Default', 'mobile'));
		expect(mobile.headers['cache-status']).toBe('choose; fwd=miss; detail=default');
	});

	it('keeps a visitor in a segment, and takes a forged cookie for none', async () => {
		const { get } = served;
		const [cookie = ''] = (await get('/?utm_source=facebook')).headers['set-cookie'] ?? [];
		expect(cookie).toMatch(
			/^choose_segment=[\w-]+; Max-Age=1800; Path=\/; HttpOnly; SameSite=Lax$/,
		);
		expect((await get('/', { cookie: cookie.split(';', 1)[0] })).text).toBe(HOME('Social'));
		const foreign = createSealer('b'.repeat(32), 'choose_segment').seal('{"social":4000000000}');
		for (const forged of [foreign, 'x', '%', '"', 'a'.repeat(5_000)]) {
			const answer = await get('/', { cookie: `choose_segment=${forged}` });
			expect(answer).toMatchObject({ status: 200, text: HOME('Default') });
		}
	});

	it('leaves everything else to Netlify', async () => {
		const { get } = served;
		const plain = await get('/plain/', { cookie: 'plan=pro' });
		expect(plain.headers['cache-control']).toBe('public, max-age=0, must-revalidate');
		expect(plain.headers['cache-status']).toBeUndefined();
		expect((await get('/missing')).status).toBe(404);
		expect((await get('/_astro/style.css')).text).toContain('color: red');
	});

	it('is one small module beside its manifest, and tells no secret', () => {
		const { files } = served;
		const code = files.get(MODULE) ?? '';
		expect(gzipSync(code).byteLength).toBeLessThan(8 * 1_024);
		expect(importsOf(code)).toEqual(['../manifest.js']);
		for (const text of files.values()) expect(text).not.toContain(SECRET);
		expect(files.get('netlify/netlify.toml')).toContain(
			'edge_functions = "dist-edge/netlify/edge-functions"',
		);
	});
});

it('sends the page’s own file where a variant’s is gone', async () => {
	const { site, get, stop } = await serve();
	try {
		await site.withdraw(FOLDER + site.digestOf(HOME('Pro')));
		const answer = await get('/', { cookie: 'plan=pro' });
		expect(answer).toMatchObject({ status: 200, text: HOME('Default') });
		expect(answer.headers).toMatchObject({
			'cache-control': 'private, no-cache',
			'cache-status': 'choose; fwd=miss; detail=default',
		});
		expect(answer.headers.etag).toBeUndefined();
		expect((await get('/')).headers['cache-status']).toBe('choose; hit');
	} finally {
		await stop();
	}
});

it('sends the page’s own file where the manifest cannot be understood', async () => {
	const { get, stop } = await serve({}, (manifest) => ({
		...manifest,
		segments: [{ name: 'x', when: JSON.parse('{"query":{"a":7}}') as object }],
	}));
	try {
		const answer = await get('/?a=b');
		expect(answer).toMatchObject({ status: 200, text: HOME('Default') });
		expect(answer.headers['cache-control']).toBe('private, no-cache');
	} finally {
		await stop();
	}
});

it.each([
	['always', '/', '/caf%C3%A9/menu%20one/', '/caf%C3%A9/menu%20one'],
	['never', '/', '/caf%C3%A9/menu%20one', '/caf%C3%A9/menu%20one/'],
	['never', '/docs', '/docs/caf%C3%A9/menu%20one', '/docs/caf%C3%A9/menu%20one/'],
] as const)(
	'answers where trailing slashes are %s at %s',
	async (trailingSlash, home, cafe, other) => {
		const base = home === '/' ? '' : home;
		const { get, files, stop } = await serve({ trailingSlash, base });
		try {
			const headers = { cookie: 'plan=pro' };
			expect((await get(home, headers)).text).toBe(HOME('Pro'));
			expect((await get(cafe, headers)).text).toBe(CAFE('Pro', 'desktop'));
			expect((await get(other, headers)).headers['cache-status']).toBeUndefined();
			const toml = files.get('netlify/netlify.toml') ?? '';
			if (base === '') expect(toml).not.toContain('redirects');
			else expect(toml).toContain('from = "/docs/*"');
		} finally {
			await stop();
		}
	},
);
