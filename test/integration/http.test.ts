import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	createFixtureSite,
	startFixtureEmulator,
	type FixtureSite,
	type ServedSite,
} from '../support/fixture.js';
import { ask, type Answer, type Ask } from '../support/ask.js';
import { AUDIENCES, AUDIENCE_TABLE, PRERENDERED } from './basic-audiences.js';

const VARY = 'Accept-Encoding, User-Agent, Cookie, X-Same';
const TAG = /^"[\w-]{43}"$/;

/** The headers that are about the answer, not about the connection. */
function headersOf({ headers }: Answer): Answer['headers'] {
	const { date: _date, connection: _connection, 'keep-alive': _keepAlive, ...rest } = headers;
	return rest;
}

describe('the answers of a varied page', () => {
	let site: FixtureSite;
	let server: ServedSite;
	const get = (target: string, asked: Ask = {}) => ask(server.url, target, asked);

	beforeAll(async () => {
		site = await createFixtureSite('basic');
		const { emulator, env } = await startFixtureEmulator(site);
		const { code, output } = await site.build(env);
		expect(code, output).toBe(0);
		await emulator.close();
		server = await site.serve({ CHOOSE_SECRET: 'a secret of more than thirty-two bytes' });
	});
	afterAll(async () => {
		await server.stop();
		await site.remove();
	});

	it('have these headers and no others', async () => {
		const answer = await get('/');
		expect(answer.status).toBe(200);
		expect(headersOf(answer)).toEqual({
			'content-type': 'text/html; charset=utf-8',
			'cache-control': 'private, no-cache',
			vary: VARY,
			'cache-status': 'choose; hit',
			'server-timing': expect.stringMatching(/^choose;desc="[0-9a-f]{6}"$/),
			etag: expect.stringMatching(TAG),
			'content-length': String(answer.bytes.length),
		});
	});

	it('are the same for HEAD, without the body', async () => {
		for (const headers of [{}, { 'accept-encoding': 'br' }, { cookie: 'plan=pro' }]) {
			const asked = await get('/', { headers });
			const head = await get('/', { method: 'HEAD', headers });
			expect(head.status).toBe(200);
			expect(headersOf(head)).toEqual(headersOf(asked));
			expect(head.bytes).toHaveLength(0);
		}
	});

	it.each([
		['br', 'br', 'br'],
		['gzip, deflate, br, zstd', 'br', 'br'],
		['gzip', 'gzip', 'gz'],
		['gzip;q=1.0, br;q=0.1', 'gzip', 'gz'],
		['*', 'br', 'br'],
		['br;q=0, *', 'gzip', 'gz'],
		['identity', undefined, undefined],
		['br;q=0, gzip;q=0', undefined, undefined],
		['zstd', undefined, undefined],
		['nonsense;;;q=,', undefined, undefined],
	])('accepting "%s" are sent as %s', async (acceptEncoding, coding, suffix) => {
		const plain = await get('/');
		const answer = await get('/', { headers: { 'accept-encoding': acceptEncoding } });
		expect(answer.headers['content-encoding']).toBe(coding);
		expect(answer.headers['content-length']).toBe(String(answer.bytes.length));
		expect(answer.text).toBe(plain.text);
		const tag = plain.headers.etag?.replace(/"$/, suffix === undefined ? '"' : `-${suffix}"`);
		expect(answer.headers.etag).toBe(tag);
		if (coding !== undefined) expect(answer.bytes.length).toBeLessThan(plain.bytes.length);
	});

	describe('to If-None-Match', () => {
		it.each(['', '-gz', '-br'])('are 304 for the tag with the suffix "%s"', async (suffix) => {
			const { headers } = await get('/');
			const tag = headers.etag?.replace(/"$/, `${suffix}"`) ?? '';
			for (const ifNoneMatch of [tag, `W/${tag}`, `"other", ${tag} , "more"`]) {
				for (const coding of ['identity', 'gzip', 'br']) {
					const asked = { 'accept-encoding': coding };
					const full = await get('/', { headers: asked });
					const answer = await get('/', { headers: { ...asked, 'if-none-match': ifNoneMatch } });
					expect(answer.status).toBe(304);
					expect(answer.bytes).toHaveLength(0);
					expect(answer.headers.etag).toBe(full.headers.etag);
					expect(answer.headers.vary).toBe(VARY);
					expect(answer.headers['cache-control']).toBe('private, no-cache');
					expect(answer.headers).not.toHaveProperty('content-encoding');
				}
			}
		});

		it('are 304 for a HEAD and for *', async () => {
			const { headers } = await get('/');
			const head = { method: 'HEAD', headers: { 'if-none-match': headers.etag ?? '' } };
			expect((await get('/', head)).status).toBe(304);
			expect((await get('/', { headers: { 'if-none-match': '*' } })).status).toBe(304);
		});

		it('are 200 for the tag of another variant, and for what is no tag', async () => {
			const { headers } = await get('/', { headers: { cookie: 'plan=pro' } });
			const bare = headers.etag?.replaceAll('"', '') ?? '';
			for (const ifNoneMatch of [headers.etag ?? '', bare, `"${bare}-zstd"`, '', '"', 'W/']) {
				const answer = await get('/', { headers: { 'if-none-match': ifNoneMatch } });
				expect(answer.status, ifNoneMatch).toBe(200);
			}
		});
	});

	it('have one Vary for every answer of a URL', async () => {
		for (const path of PRERENDERED) {
			for (const [, { query = '', headers }] of AUDIENCE_TABLE) {
				const answer = await get(path + query, { headers });
				expect([answer.headers.vary, answer.headers['cache-control']]).toEqual([
					VARY,
					'private, no-cache',
				]);
			}
		}
	});

	it('name the audience by an alias that is equal for equal audiences only', async () => {
		const alias = async (target: string, headers = {}) =>
			(await get(target, { headers })).headers['server-timing'];
		expect(await alias('/')).toBe(await alias('/device'));
		expect(await alias('/', { cookie: 'plan=pro' })).not.toBe(await alias('/'));
		expect(await alias('/')).not.toMatch(/pro|social|everyone|desktop/);
	});

	it('ignore ranges and dates', async () => {
		const full = await get('/');
		const headers = {
			range: 'bytes=0-10',
			'if-range': full.headers.etag ?? '',
			'if-modified-since': new Date(Date.now() + 60_000).toUTCString(),
		};
		const answer = await get('/', { headers });
		expect(answer.status).toBe(200);
		expect(answer.text).toBe(full.text);
		expect(headersOf(answer)).toEqual(headersOf(full));
	});

	it('leave other requests to Astro', async () => {
		const plain = await get('/plain');
		expect(plain.headers).toMatchObject({ 'cache-control': 'public, max-age=0' });
		expect(plain.headers).not.toHaveProperty('vary');
		expect((await get('/data.json')).text).toBe('{"plain":true}');
		const asset = await get(/\/_astro\/dot[^"]+/.exec((await get('/')).text)?.[0] ?? '');
		expect(asset.headers['cache-control']).toContain('immutable');
	});

	it('are the default page with status 404 where there is none', async () => {
		for (const headers of [{}, { cookie: 'plan=pro' }]) {
			const answer = await get('/nowhere/?utm_source=facebook', { headers });
			expect(answer.status).toBe(404);
			expect(answer.text).toContain('Default hero');
			expect(answer.text).toBe(await site.read('dist/client/404.html'));
		}
	});

	describe('of an on-demand page', () => {
		it('are private, vary, and are said once in the log', async () => {
			for (const { headers = {} } of [AUDIENCES.pro, AUDIENCES['a phone']]) {
				const answer = await get('/live', { headers });
				expect(answer.headers).toMatchObject({ 'cache-control': 'private, no-cache', vary: VARY });
			}
			const said = server.process.output().split('/live reads a decision').length - 1;
			expect(said).toBe(1);
		});
	});

	describe('to machines', () => {
		it('have the same bytes for a crawler as for a visitor without cookies', async () => {
			const crawler = { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' };
			for (const path of PRERENDERED) {
				expect((await get(path, { headers: crawler })).text).toBe((await get(path)).text);
			}
			const target = '/?utm_source=facebook';
			const [found, seen] = [await get(target, { headers: crawler }), await get(target)];
			expect(found.text).toBe(seen.text);
			expect(found.headers).not.toHaveProperty('set-cookie');
		});

		it.each([
			{ 'sec-purpose': 'prefetch' },
			{ 'sec-purpose': 'prefetch;prerender' },
			{ purpose: 'prefetch' },
		])('have the same bytes for a prefetch (%o) as for the navigation', async (purpose) => {
			const target = '/?utm_source=facebook';
			const [prefetched, seen] = [await get(target, { headers: purpose }), await get(target)];
			expect(prefetched.text).toBe(seen.text);
			expect(prefetched.headers.etag).toBe(seen.headers.etag);
			expect(prefetched.headers).not.toHaveProperty('set-cookie');
		});
	});
});
