import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, type Answer } from '../support/ask.js';
import { bodyOf, digestOf, manifest, startSmallSite } from '../support/small-nginx-site.js';
import { askByTls } from '../support/tls-ask.js';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0';

describe('a static site behind nginx', () => {
	let nginx: Awaited<ReturnType<typeof startSmallSite>>;
	const get = (
		path: string,
		headers: Record<string, string> = {},
		method = 'GET',
	): Promise<Answer> => ask(nginx.url, path, { headers, method });

	beforeAll(async () => {
		nginx = await startSmallSite();
	});
	afterAll(() => nginx.stop());

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
			'user-agent': FIREFOX,
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

	it.each([
		['over TLS', 'tlsUrl', {}, true],
		['behind a proxy that was asked over TLS', 'url', { 'x-forwarded-proto': 'https' }, true],
		['over TLS, whatever a header says', 'tlsUrl', { 'x-forwarded-proto': 'http' }, true],
		['in the clear', 'url', { 'x-forwarded-proto': 'http' }, false],
	] as const)('sets cookies for TLS alone when asked %s', async (_how, at, more, isSecure) => {
		const send = at === 'url' ? ask : askByTls;
		const { headers } = await send(nginx[at], '/?utm_source=facebook', {
			headers: { cookie: 'consent=granted', 'user-agent': FIREFOX, ...more },
		});
		const set = headers['set-cookie'] ?? [];
		expect(set).toHaveLength(1);
		expect(set[0]?.endsWith('; SameSite=Lax; Secure')).toBe(isSecure);
		expect(set[0]?.includes('Secure')).toBe(isSecure);
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
