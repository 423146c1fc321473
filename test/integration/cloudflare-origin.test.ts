import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
	createAudienceReader,
	signAudienceParts,
} from '../../integration/src/audience/audience-header.js';
import {
	createEdgeManifest,
	exportedSegments,
} from '../../integration/src/export/create-edge-manifest.js';
import { cloudflareFiles } from '../../integration/src/export/cloudflare-files.js';
import { createDecisionTable } from '../../integration/src/decisions/decision-table.js';
import { ask, type Ask } from '../support/ask.js';
import { definitionOf } from '../support/definition.js';
import { SITE_CONFIG } from '../support/edge-manifest.js';
import { createEdgeSite, type EdgeSite } from '../support/edge-site.js';
import { importsOf } from '../support/imports.js';
import { startWorker, type RunningWorker } from '../support/worker.js';
import { notEmpty } from '../support/not-empty.js';

const SECRET = 'a secret of the site, 32 bytes or more';
const VARY = 'Accept-Encoding, User-Agent, Cookie';
const definition = definitionOf({
	segments: {
		pro: { when: { cookie: { plan: 'pro' } } },
		social: { when: { query: { utm_source: 'facebook' } }, persist: '30m' },
		everyone: {},
	},
});
const readAudience = createAudienceReader(definition, SECRET);
const manifest = createEdgeManifest({
	index: { build: { modules: [], digest: 'b' }, pages: [] },
	definition,
	table: createDecisionTable(definition, [], () => undefined),
	config: SITE_CONFIG,
	diagnostics: true,
	folder: '',
	signed: signAudienceParts(SECRET, exportedSegments(definition)),
});

/** An origin that says whom it was told of, and how often it was asked. */
let asked: IncomingMessage[];
let headersOf: (request: IncomingMessage) => Record<string, string | string[]>;
let statusOf: () => number;
const origin = createServer((request: IncomingMessage, response: ServerResponse) => {
	asked.push(request);
	const named = readAudience(request.headers['choose-audience'] as string | undefined);
	const shown = named
		? [named.device, ...named.segments.map(({ name }) => name)].join(' ')
		: 'nobody';
	response.writeHead(statusOf(), {
		'Content-Type': 'text/html; charset=utf-8',
		...headersOf(request),
	});
	response.end(`${shown} #${asked.length}`);
});

const SHARED = {
	'CDN-Cache-Control': 'max-age=60, stale-while-revalidate=600',
	'Cache-Control': 'private, no-cache',
	'Cache-Tag': 'choose,choose-hero',
	Vary: 'Accept-Encoding, Choose-Audience',
	ETag: '"digest"',
};

let site: EdgeSite;
let worker: RunningWorker;
/** Of each test its own, so that it finds nothing that another had kept. */
let host: string;
let tests = 0;
const get = (target: string, headers: Ask['headers'] = {}, method = 'GET') =>
	ask(worker.url, target, { method, headers: { host, ...headers } });

beforeAll(async () => {
	origin.listen(0, '127.0.0.1');
	await once(origin, 'listening');
	const address = origin.address();
	if (typeof address !== 'object' || address === null) throw new Error('the origin has no port');
	site = await createEdgeSite();
	await site.write(await cloudflareFiles(manifest, { ...site, name: 'shop' }));
	worker = await startWorker({
		folder: new URL('cloudflare/', site.edgeFolder),
		bindings: { CHOOSE_SECRET: SECRET, ORIGIN: `http://127.0.0.1:${address.port}` },
	});
});

beforeEach(() => {
	asked = [];
	headersOf = () => SHARED;
	statusOf = () => 200;
	host = `shop-${++tests}.example`;
});

afterAll(async () => {
	await worker.stop();
	await site.remove();
	origin.closeAllConnections();
	origin.close();
	await once(origin, 'close');
});

describe('a worker before an origin', () => {
	it('tells it whom the request is of, whatever the client says', async () => {
		expect((await get('/')).text).toBe('desktop #1');
		const both = await get('/a?utm_source=facebook', {
			cookie: 'plan=pro',
			'user-agent': 'iPhone',
		});
		expect(both.text).toBe('mobile pro social #2');
		const claimed = asked.at(-1)?.headers['choose-audience'];
		const forged = await get('/b', { 'choose-audience': String(claimed) });
		expect(forged.text).toBe('desktop #3');
		expect(asked.at(-1)?.headers).toMatchObject({ 'x-forwarded-proto': 'http' });
		expect(asked.at(-1)?.headers['x-forwarded-host']).toBe(host);
	});

	it('keeps what the origin answers for all of an audience, and of that audience only', async () => {
		expect((await get('/')).text).toBe('desktop #1');
		await expect.poll(async () => (await get('/')).text).toBe('desktop #1');
		const hit = await get('/');
		expect(hit.text).toBe('desktop #1');
		expect((await get('/', { cookie: 'plan=pro' })).text).toMatch(/^desktop pro #/);
		expect((await get('/?a')).text).not.toBe('desktop #1');
		expect(hit.headers).toMatchObject({
			'cache-control': 'private, no-cache',
			etag: '"digest"',
			vary: VARY,
		});
		const names = Object.keys(hit.headers);
		expect(names.filter((name) => /^(?:choose-|cdn-|cache-tag|age$)/.test(name))).toEqual([]);
	});

	it('answers from what it keeps that a client has the body already', async () => {
		await get('/');
		const seen = asked.length;
		for (const tag of ['"digest"', 'W/"digest"', '"digest-br"']) {
			const answer = await get('/', { 'if-none-match': tag });
			expect(answer.status, tag).toBe(304);
			expect(answer.headers.etag).toBe('"digest"');
			expect(answer.headers['cache-control']).toBe('private, no-cache');
		}
		expect(asked.length).toBe(seen);
	});

	it.each([
		['says nothing of CDNs', { 'CDN-Cache-Control': '' }],
		['forbids it', { 'CDN-Cache-Control': 'no-store, max-age=60' }],
		['sets a cookie', { 'Set-Cookie': 'a=b' }],
		['varies by more', { Vary: 'Cookie' }],
		['gives it no time', { 'CDN-Cache-Control': 'max-age=0' }],
	])('keeps nothing where the origin %s', async (_name, own) => {
		headersOf = () =>
			Object.fromEntries(Object.entries({ ...SHARED, ...own }).filter(([, value]) => value !== ''));
		for (const count of [1, 2, 3]) expect((await get('/')).text).toBe(`desktop #${count}`);
	});

	it('keeps no error, and nothing that was not asked for with GET', async () => {
		expect((await get('/', {}, 'POST')).text).toBe('desktop #1');
		expect((await get('/', {}, 'HEAD')).status).toBe(200);
		expect((await get('/', { authorization: 'Basic eDp5' })).text).toBe('desktop #3');
		statusOf = () => 500;
		expect((await get('/')).text).toBe('desktop #4');
		expect(await get('/')).toMatchObject({ status: 500, text: 'desktop #5' });
	});

	it('sends what is stale once more, and asks again behind it', async () => {
		headersOf = () => ({
			...SHARED,
			'CDN-Cache-Control': 'max-age=1, stale-while-revalidate=600',
		});
		expect((await get('/', { cookie: 'session=mine' })).text).toBe('desktop #1');
		const { promise, resolve } = Promise.withResolvers<IncomingMessage>();
		origin.once('request', resolve);
		await expect
			.poll(
				async () => {
					const { text } = await get('/', { cookie: 'session=mine' });
					expect(['desktop #1', 'desktop #2']).toContain(text);
					return asked.length;
				},
				{ timeout: 20_000 },
			)
			.toBeGreaterThan(1);
		const refresh = await promise;
		expect(refresh.headers.cookie).toBeUndefined();
		await expect
			.poll(async () => (await get('/')).text, { timeout: 20_000 })
			.not.toBe('desktop #1');
	});

	it('passes on redirects, and sets the cookie of a kept segment with pages only', async () => {
		const target = '/?utm_source=facebook';
		const [cookie = ''] = (await get(target)).headers['set-cookie'] ?? [];
		expect(cookie).toMatch(
			/^choose_segment=[\w-]+; Max-Age=1800; Path=\/; HttpOnly; SameSite=Lax$/,
		);
		const kept = await get('/', { cookie: cookie.split(';', 1)[0] });
		expect(kept.text).toContain('desktop social');
		headersOf = () => ({ 'Content-Type': 'text/css' });
		expect((await get('/a.css?utm_source=facebook')).headers['set-cookie']).toBeUndefined();
		statusOf = () => 302;
		headersOf = () => ({ Location: '/there', 'Set-Cookie': ['a=b', 'c=d; Path=/'] });
		const redirect = await get('/old?utm_source=facebook');
		expect(redirect).toMatchObject({ status: 302, headers: { location: '/there' } });
		expect(redirect.headers['set-cookie']).toEqual(['a=b', 'c=d; Path=/']);
	});

	it('asks its origin and nobody else, however the path is written', async () => {
		const foreign: IncomingMessage[] = [];
		const elsewhere = createServer((request, response) => {
			foreign.push(request);
			response.end('elsewhere');
		});
		elsewhere.listen(0, '127.0.0.1');
		await once(elsewhere, 'listening');
		try {
			const address = elsewhere.address();
			const port = typeof address === 'object' ? address?.port : undefined;
			for (const start of ['//', '/\\', '///']) {
				const answer = await get(`${start}127.0.0.1:${port}/page?a=b`);
				expect(answer.text, start).toMatch(/^desktop #/);
			}
			expect(foreign).toEqual([]);
			expect(asked[0]?.url).toBe(`//127.0.0.1:${port}/page?a=b`);
		} finally {
			elsewhere.close();
		}
	});

	it('lets nobody tell the origin of another host, for a page that is kept', async () => {
		await get('/', {
			'x-forwarded-host': 'evil.example',
			'x-forwarded-proto': 'https',
			'x-forwarded-port': '8443',
			forwarded: 'host=evil.example',
		});
		const { headers } = asked[0] ?? {};
		expect(headers?.['x-forwarded-host']).toBe(host);
		expect(headers?.['x-forwarded-proto']).toBe('http');
		for (const name of ['x-forwarded-port', 'forwarded']) expect(headers).not.toHaveProperty(name);
	});

	it('sets no cookie beside what others may be shown', async () => {
		for (const control of ['public, max-age=60', 'public, max-age=0', '']) {
			headersOf = (): Record<string, string> =>
				control === '' ? {} : { 'Cache-Control': control };
			const { headers } = await get('/?utm_source=facebook');
			expect(headers['set-cookie'], control).toBeUndefined();
		}
		headersOf = () => ({ 'Cache-Control': 'private, no-cache' });
		expect((await get('/?utm_source=facebook')).headers['set-cookie']).toHaveLength(1);
	});

	it('fits into what workers may be, and tells no secret', async () => {
		const files = await cloudflareFiles(manifest, { ...site, name: 'shop' });
		const code = files.get('cloudflare/worker.js') ?? '';
		expect(gzipSync(code).byteLength).toBeLessThan(8 * 1_024);
		expect(importsOf(code)).toEqual(['./manifest.js']);
		for (const text of notEmpty(files.values())) expect(text).not.toContain(SECRET);
		expect(code + (files.get('cloudflare/wrangler.jsonc') ?? '')).not.toContain(
			manifest.signed?.device.desktop,
		);
	});
});
