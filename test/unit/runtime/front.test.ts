import { open } from 'node:fs/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PackedCoding } from '../../../integration/src/store/codings.js';
import { digestContent } from '../../../integration/src/store/content-digest.js';
import { ASTRO, DEFAULT, MOBILE, PRO, serveSite, type ServedSite } from './served-site.js';

const AS_PRO = { cookie: 'plan=pro' };
const etag = (body: Buffer, suffix = '') => `"${digestContent(body)}${suffix}"`;

describe('a varied page', () => {
	let site: ServedSite;
	beforeAll(async () => {
		site = await serveSite();
	});
	afterAll(() => site.close());

	it.each([
		['nobody', {}, DEFAULT, 'choose; hit'],
		['a segment with a variant', AS_PRO, PRO, 'choose; hit'],
		[
			'a segment whose variant is not there',
			{ cookie: 'plan=other' },
			DEFAULT,
			'choose; fwd=miss; detail=default',
		],
	])('is what was stored for %s', async (_who, headers, body, status) => {
		const answered = await site.get('/', headers);
		expect(answered.status).toBe(200);
		expect(answered.body).toEqual(body);
		expect(answered.headers).toMatchObject({
			'content-type': 'text/html; charset=utf-8',
			'content-length': String(body.length),
			'cache-control': 'private, no-cache',
			vary: 'Accept-Encoding, User-Agent, Cookie',
			'cache-status': status,
			etag: etag(body),
			'x-site': 'yes',
		});
		expect(answered.headers).not.toHaveProperty('last-modified');
		expect(answered.headers).not.toHaveProperty('accept-ranges');
	});

	it('without a variant is the default of the visitor’s device', async () => {
		const phone = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)' };
		const answered = await site.get('/', { ...phone, cookie: 'plan=other' });
		expect(answered.body).toEqual(MOBILE);
		expect(answered.headers['cache-status']).toBe('choose; fwd=miss; detail=default');
	});

	it.each([
		['br', brotliDecompressSync, '-br'],
		['gzip', gunzipSync, '-gz'],
	] as const)('is sent as %s to who takes that', async (coding, decode, suffix) => {
		const answered = await site.get('/', { ...AS_PRO, 'accept-encoding': coding });
		expect(decode(answered.body)).toEqual(PRO);
		expect(answered.headers).toMatchObject({
			'content-encoding': coding,
			etag: etag(PRO, suffix),
			'content-length': String(answered.body.length),
		});
	});

	it('has to HEAD the headers of GET, and no body', async () => {
		const got = await site.get('/', AS_PRO);
		const headed = await site.get('/', AS_PRO, 'HEAD');
		expect(headed.body).toHaveLength(0);
		expect({ ...headed.headers, date: '' }).toEqual({ ...got.headers, date: '' });
	});

	it.each([
		['its own tag', etag(PRO, '-br'), 304],
		['the tag of another coding', etag(PRO), 304],
		['a weak tag', `W/${etag(PRO, '-br')}`, 304],
		['a list', `"x", ${etag(PRO)}`, 304],
		['anything', '*', 304],
		['the tag of another variant', etag(DEFAULT), 200],
		['garbage', '"', 200],
	])('is %s known: %s', async (_what, ifNoneMatch, status) => {
		const headers = { ...AS_PRO, 'accept-encoding': 'br', 'if-none-match': ifNoneMatch };
		const answered = await site.get('/', headers);
		expect(answered.status).toBe(status);
		if (status !== 304) return;
		expect(answered.body).toHaveLength(0);
		expect(answered.headers).toMatchObject({
			etag: etag(PRO, '-br'),
			vary: 'Accept-Encoding, User-Agent, Cookie',
			'cache-control': 'private, no-cache',
		});
		expect(answered.headers).not.toHaveProperty('content-length');
	});

	it('sets the cookie of a persisted segment, on 304 too', async () => {
		const ifNoneMatch = {
			'if-none-match': etag(DEFAULT),
			'user-agent': 'Mozilla/5.0 Firefox/143.0',
		};
		const answered = await site.get('/?utm_source=facebook', ifNoneMatch);
		expect(answered.status).toBe(304);
		expect(answered.headers['set-cookie']).toEqual([expect.stringMatching(/^choose_segment=/)]);
	});

	it.each([
		['another method', '/', 'POST'],
		['OPTIONS', '/', 'OPTIONS'],
		['DELETE', '/', 'DELETE'],
		['another page', '/about/', 'GET'],
		['an asset', '/_astro/x.css', 'GET'],
		['a page that is not there, with HEAD', '/nope', 'HEAD'],
		['the whole URL, as proxies send it', 'http://127.0.0.1/', 'GET'],
		['a path above the root', '/..%2f', 'GET'],
		['a path that cannot be decoded', '/%', 'GET'],
	])('leaves %s to Astro, untouched', async (_what, path, method) => {
		const answered = await site.get(path, AS_PRO, method);
		expect(answered.status).toBe(200);
		expect(answered.body.toString()).toBe(method === 'HEAD' ? '' : ASTRO);
		expect(answered.headers).not.toHaveProperty('vary');
		expect(answered.headers).not.toHaveProperty('cache-control');
	});
});

describe('damaged bytes', () => {
	let site: ServedSite;
	afterEach(() => site.close());
	/** Changes a byte of each of these. */
	async function damage(body: Buffer, ...codings: readonly PackedCoding[]): Promise<void> {
		const file = await open(site.folder.file(`variants/${site.folder.index.pack.file}`), 'r+');
		for (const coding of codings) {
			const [offset] = site.spanOf(body, coding);
			const { buffer } = await file.read(Buffer.alloc(1), 0, 1, offset);
			await file.write(Buffer.from([buffer[0]! ^ 0xff]), 0, 1, offset);
		}
		await file.close();
	}

	it('in one coding are sent in the next', async () => {
		site = await serveSite();
		await damage(PRO, 'br');
		const answered = await site.get('/', { ...AS_PRO, 'accept-encoding': 'gzip, br' });
		expect(answered.headers['content-encoding']).toBe('gzip');
		expect(gunzipSync(answered.body)).toEqual(PRO);
	});

	it('in all codings are the default', async () => {
		site = await serveSite();
		await damage(PRO, 'br', 'identity');
		const answered = await site.get('/', AS_PRO);
		expect([answered.status, answered.body]).toEqual([200, DEFAULT]);
		expect(answered.headers['cache-status']).toBe('choose; fwd=miss; detail=default');
		expect(site.problems).toEqual([expect.stringMatching(/^stored bytes of index\.html are gone/)]);
	});

	it('of the default, too, are the default that Astro serves, kept by nobody', async () => {
		site = await serveSite();
		await damage(PRO, 'br', 'identity');
		await damage(DEFAULT, 'br', 'identity');
		const answered = await site.get('/', { ...AS_PRO, 'accept-encoding': 'gzip, br' });
		expect([answered.status, answered.body.toString()]).toEqual([200, ASTRO]);
		expect(answered.headers).toMatchObject({
			'cache-control': 'private, no-cache',
			vary: 'Accept-Encoding, User-Agent, Cookie',
		});
		expect(answered.headers).not.toHaveProperty('etag');
		expect([...new Set(site.problems)]).toEqual([
			'stored bytes of index.html are gone or damaged; they are rendered again, or its default is served',
		]);
	});
});

describe('visitor.segment', () => {
	let site: ServedSite;
	afterEach(() => site.close());

	it('may be waited for', async () => {
		const { promise, resolve } = Promise.withResolvers<string>();
		site = await serveSite({ segment: () => promise });
		const answer = site.get('/');
		resolve('member');
		expect((await answer).body).toEqual(PRO);
	});

	it.each([
		[
			'throws',
			() => {
				throw new Error('down');
			},
		],
		['rejects', () => Promise.reject(new Error('down'))],
		['answers with rubbish', () => Promise.resolve([Symbol('x'), null])],
	])('that %s costs the visitor nothing but the segment', async (_how, segment) => {
		site = await serveSite({ segment: segment as unknown as () => string });
		expect((await site.get('/', AS_PRO)).body).toEqual(PRO);
		expect((await site.get('/')).body).toEqual(DEFAULT);
	});
});

describe('a malformed request', () => {
	let site: ServedSite;
	beforeAll(async () => {
		site = await serveSite();
	});
	afterAll(() => site.close());
	const head = (lines: readonly string[]) => `${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`;

	it.each([
		['enormous cookies', ['GET / HTTP/1.1', 'Host: x', `Cookie: plan=${'x'.repeat(12_000)}`]],
		['cookies that are no cookies', ['GET / HTTP/1.1', 'Host: x', 'Cookie: ;;=;\x80\xff=%ff;plan']],
		['a forged segment', ['GET / HTTP/1.1', 'Host: x', 'Cookie: choose_segment=%00%ff']],
		['malformed percent-encoding', ['GET /?utm_source=%&%zz=%ff HTTP/1.1', 'Host: x']],
		['an enormous query', [`GET /?utm_source=${'a'.repeat(12_000)} HTTP/1.1`, 'Host: x']],
		['a host that is none', ['GET / HTTP/1.1', 'Host: ///\\']],
		[
			'forwarded rubbish',
			[
				'GET / HTTP/1.1',
				'Host: x',
				'X-Forwarded-Host: [',
				'X-Forwarded-Proto: :',
				'X-Forwarded-Port: -1',
			],
		],
		[
			'rubbish for codings',
			['GET / HTTP/1.1', 'Host: x', 'Accept-Encoding: ;;q=,,br;q=nan;q=1,*;q'],
		],
		['rubbish for tags', ['GET / HTTP/1.1', 'Host: x', 'If-None-Match: W/W/",,"']],
		[
			'prototype names',
			[
				'GET /?__proto__=1&constructor=1 HTTP/1.1',
				'Host: x',
				'Cookie: __proto__=1',
				'__proto__: 1',
				'constructor: 1',
			],
		],
		['no version that is known', ['GET / HTTP/1.0']],
	])('with %s gets the default', async (_what, lines) => {
		expect(await site.sendRaw(head(lines))).toBe('HTTP/1.1 200 OK');
	});

	it.each([
		['bytes in the path', ['GET /\xe9\xff HTTP/1.1', 'Host: x'], 400],
		['bytes in the query', ['GET /?utm_source=\xe9\xff HTTP/1.1', 'Host: x'], 400],
		['an undecodable path', ['GET /%ff%zz HTTP/1.1', 'Host: x'], 200],
		['a null byte in the path', ['GET /%00 HTTP/1.1', 'Host: x'], 200],
		['an asterisk for a path', ['OPTIONS * HTTP/1.1', 'Host: x'], 200],
		['a backslash path', ['GET \\ HTTP/1.1', 'Host: x'], 400],
		['no host', ['GET / HTTP/1.1'], 400],
		['a header that is none', ['GET / HTTP/1.1', 'Host: x', 'nonsense'], 400],
		[
			'headers beyond all bounds',
			['GET / HTTP/1.1', 'Host: x', `Cookie: ${'x'.repeat(17_000)}`],
			431,
		],
		['no request at all', ['\x16\x03\x01'], 400],
	])("with %s gets Node's or Astro's own answer", async (_what, lines, status) => {
		expect(await site.sendRaw(head(lines))).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
	});

	it('leaves no trace', () => {
		expect(site.problems).toEqual([]);
	});
});
