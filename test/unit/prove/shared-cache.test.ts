import { describe, expect, it } from 'vitest';
import { mayBeGivenTo } from '../../../integration/src/prove/cache-policy.js';
import type { Headers } from '../../../integration/src/prove/prove-types.js';
import { createSharedCache } from '../../../integration/src/prove/shared-cache.js';

const HOUR_AGO = new Date(Date.now() - 3_600_000).toUTCString();
const visitor = (cookie: string) => ({ url: '/', headers: { host: 'a.example', cookie } });

/** What B is given after A asked, by a cache in front of a site that shows the cookie under these headers. */
async function afterA(headers: Headers) {
	const cache = createSharedCache();
	let asked = 0;
	const site = (sent: Readonly<Record<string, string>>) => {
		asked++;
		const isKnown = headers.etag !== undefined && sent['if-none-match'] === headers.etag;
		const bytes = Buffer.from(isKnown ? '' : `for ${sent.cookie}`);
		const own = { date: new Date().toUTCString(), ...headers };
		return Promise.resolve({ status: isKnown ? 304 : 200, headers: own, bytes });
	};
	await cache.answer(visitor('a'), site);
	const { bytes, kept, status } = await cache.answer(visitor('b'), site);
	return { text: bytes.toString(), kept, status, asked };
}

describe('a shared cache', () => {
	it.each<Headers>([
		{ 'cache-control': 'max-age=60' },
		{ 'cache-control': 'Public, MAX-AGE=60' },
		{ 'cache-control': 'max-age=60, must-revalidate' },
		{ 'cache-control': 's-maxage=60, proxy-revalidate' },
		{ 'cache-control': 'max-age=0, stale-while-revalidate=60' },
		{ 'last-modified': HOUR_AGO },
		{ expires: new Date(Date.now() + 60_000).toUTCString() },
		{ 'cache-control': 'max-age=60', vary: 'Accept-Encoding' },
		{ 'cache-control': ['public', 'max-age=60'] },
	])('gives B what A got, under %j', async (headers) => {
		expect(await afterA(headers)).toMatchObject({ text: 'for a', kept: true });
	});

	it.each<Headers>([
		{},
		{ 'cache-control': 'private, max-age=60' },
		{ 'cache-control': 'no-store' },
		{ 'cache-control': 'no-cache, max-age=60' },
		{ 'cache-control': 'max-age=60', vary: 'Accept, Cookie' },
		{ 'cache-control': 'max-age=60', vary: ['Accept', 'Cookie'] },
		{ 'cache-control': 'max-age=60', vary: '*' },
		{ 'cache-control': 'max-age=0, must-revalidate, stale-while-revalidate=60' },
	])('asks the site for B, under %j', async (headers) => {
		expect(await afterA(headers)).toMatchObject({ text: 'for b', kept: false, asked: 2 });
	});

	it('gives B what A got when the site says that it has not changed', async () => {
		const found = await afterA({ 'cache-control': 'public, no-cache', etag: '"1"' });
		expect(found).toEqual({ text: 'for a', kept: true, status: 200, asked: 2 });
	});

	it('keeps nothing where the site could not be reached', async () => {
		const cache = createSharedCache();
		const down = { status: 0, headers: {}, bytes: Buffer.alloc(0), failure: 'down' };
		const up = { ...down, status: 200, bytes: Buffer.from('up') };
		await cache.answer(visitor('a'), () => Promise.resolve(down));
		expect(await cache.answer(visitor('b'), () => Promise.resolve(up))).toMatchObject({
			status: 200,
		});
	});
});

describe('mayBeGivenTo', () => {
	it('does not count on a cache to keep back what sets a cookie', () => {
		const answer = { status: 200, headers: { 'cache-control': 'max-age=60', 'set-cookie': 'a=1' } };
		expect(mayBeGivenTo(visitor('a'), answer, visitor('b'))).toBe(true);
	});
});
