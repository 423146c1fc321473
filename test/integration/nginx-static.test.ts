import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, type Answer } from '../support/ask.js';
import { bodyOf, digestOf, manifest, startSmallSite } from '../support/small-nginx-site.js';
import { askByTls } from '../support/tls-ask.js';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0';

describe('a static site behind nginx', () => {
	let nginx: Awaited<ReturnType<typeof startSmallSite>>;
	const get = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
		ask(nginx.url, path, { headers });

	beforeAll(async () => {
		nginx = await startSmallSite();
	});
	afterAll(() => nginx.stop());

	it('finds a page whose name has blanks, quotes and capitals', async () => {
		expect((await get('/%C3%BC%20x/About%20%22q%22')).text).toBe(bodyOf('about'));
		expect((await get('/%C3%BC%20x/about%20%22q%22')).status).toBe(404);
	});

	it('sends the headers of a variant, and none of its file', async () => {
		const { headers } = await get('/', { 'accept-encoding': 'gzip, br', cookie: 'plan=pro' });
		expect(headers).toMatchObject({
			'content-encoding': 'br',
			etag: `"${digestOf('pro')}-br"`,
			'content-security-policy': "script-src 'self' $x",
		});
		for (const name of ['last-modified', 'accept-ranges', 'x-robots-tag', 'expires'])
			expect(headers).not.toHaveProperty(name);
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

	it('sends no date with a 304', async () => {
		const { status, headers } = await get('/', { 'if-none-match': `"${digestOf('default')}"` });
		expect(status).toBe(304);
		expect(headers).not.toHaveProperty('last-modified');
	});

	it('sends the page as it is where a variant is gone', async () => {
		const { status, text, headers } = await get('/gone/', { 'accept-encoding': 'br' });
		expect({ status, text }).toEqual({ status: 200, text: bodyOf('plain gone') });
		expect(headers).toMatchObject({ 'cache-control': 'private, no-cache', vary: manifest.vary });
		expect(headers).not.toHaveProperty('content-encoding');
	});

	it('gives a cookie that nobody can guess to who has consented, and knows it again', async () => {
		const asked = { cookie: 'consent=granted', 'user-agent': FIREFOX };
		const [set = ''] = (await get('/?utm_source=facebook', asked)).headers['set-cookie'] ?? [];
		expect(set).toMatch(
			/^choose_segment_.{8}=.{32}; Max-Age=1800; Path=\/; HttpOnly; SameSite=Lax$/,
		);
		const kept = set.split(';', 1)[0] ?? '';
		expect((await get('/', { cookie: `consent=granted; ${kept}` })).text).toBe(bodyOf('social'));
		expect((await get('/', { cookie: kept })).text).toBe(bodyOf('default'));
		const { headers } = await get('/?utm_source=facebook', { 'user-agent': FIREFOX });
		expect(headers).not.toHaveProperty('set-cookie');
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

	it('keeps hidden files hidden, lets assets be kept, and warns of nothing', async () => {
		expect((await get('/.hidden/')).status).toBe(404);
		expect((await get('/_astro/a.css')).headers['cache-control']).toBe(
			'public, max-age=31536000, immutable',
		);
		expect(nginx.errors()).not.toMatch(/\[(?:warn|emerg|alert|crit)\]/);
	});
});
