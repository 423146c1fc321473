import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestContent } from '../../../integration/src/store/content-digest.js';
import { DEFAULT, PRO, serveSite, type ServedSite } from './served-site.js';

const etag = (body: Buffer) => `"${digestContent(body)}"`;
const HEADER = 'choose-audience';

let site: ServedSite;
beforeAll(async () => {
	site = await serveSite();
});
afterAll(() => site.close());

const asNamed = (...segments: string[]) => ({ [HEADER]: site.audienceOf(...segments) });

describe('what a trusted edge is answered', () => {
	const SHARED = {
		'cache-control': 'private, no-cache',
		'cdn-cache-control': 'max-age=60, stale-while-revalidate=600',
		vary: 'Accept-Encoding, Choose-Audience',
		'cache-tag': 'choose,choose-one',
		'cache-status': 'choose; hit',
		etag: etag(PRO),
	};

	it('is for the audience that it names, and for a CDN to keep', async () => {
		const answered = await site.get('/', asNamed('pro'));
		expect(answered.status).toBe(200);
		expect(answered.body).toEqual(PRO);
		expect(answered.headers).toMatchObject(SHARED);
	});

	it('carries to HEAD and on 304 what it carries on 200', async () => {
		const headed = await site.get('/', asNamed('pro'), 'HEAD');
		expect(headed.headers).toMatchObject(SHARED);
		const known = await site.get('/', { ...asNamed('pro'), 'if-none-match': etag(PRO) });
		expect(known.status).toBe(304);
		expect(known.headers).toMatchObject(SHARED);
	});

	it('does not depend on what the request says besides', async () => {
		const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X)';
		const answered = await site.get('/?utm_source=facebook', {
			...asNamed('pro'),
			cookie: 'plan=other',
			'user-agent': phone,
		});
		expect(answered.body).toEqual(PRO);
		expect(answered.headers).not.toHaveProperty('set-cookie');
		const { body } = await site.get('/', { ...asNamed(), cookie: 'plan=pro', 'user-agent': phone });
		expect(body).toEqual(DEFAULT);
	});

	it('reads no cookie of ours', async () => {
		const kept = await site.get('/?utm_source=facebook', {
			'user-agent': 'Mozilla/5.0 Firefox/143.0',
		});
		const [cookie = ''] = kept.headers['set-cookie']?.[0]?.split(';') ?? [];
		const alias = async (headers: Record<string, string>) =>
			(await site.get('/', headers)).headers['server-timing'];
		expect(cookie).toMatch(/^choose_segment=./);
		expect(await alias({ ...asNamed(), cookie })).toBe(await alias(asNamed()));
		expect(await alias({ ...asNamed(), cookie })).not.toBe(await alias({ cookie }));
	});

	it('is nothing to keep where it is not what was decided', async () => {
		const answered = await site.get('/', asNamed('other'));
		expect(answered.body).toEqual(DEFAULT);
		expect(answered.headers).toMatchObject({
			'cache-control': 'private, no-cache',
			'cache-status': 'choose; fwd=miss; detail=default',
		});
		expect(answered.headers).not.toHaveProperty('cdn-cache-control');
		expect(answered.headers).not.toHaveProperty('cache-tag');
	});

	it('never lets a CDN keep for longer what is not what was decided', async () => {
		const known = { 'if-none-match': etag(DEFAULT) };
		expect((await site.get('/', { ...asNamed('other'), ...known })).status).toBe(200);
		expect((await site.get('/', { cookie: 'plan=other', ...known })).status).toBe(304);
	});

	it.each(['x-session', 'x-theme'])(
		'is nothing to keep where the server around it answers each visitor something else (%s)',
		async (header) => {
			const answered = await site.get('/', { ...asNamed('pro'), [header]: 'yes' });
			expect(answered.body).toEqual(PRO);
			expect(answered.headers).not.toHaveProperty('cdn-cache-control');
			expect(answered.headers.vary).toContain('Cookie');
		},
	);
});

describe('an answer to anybody else', () => {
	const withoutDate = async (headers: Record<string, string>) => {
		const answered = await site.get('/', headers);
		return { ...answered, headers: { ...answered.headers, date: '' } };
	};

	it('is nothing to keep, though the edge was answered the same page', async () => {
		await site.get('/', asNamed('pro'));
		const answered = await site.get('/', { cookie: 'plan=pro' });
		expect(answered.body).toEqual(PRO);
		expect(answered.headers.vary).toBe('Accept-Encoding, User-Agent, Cookie');
		expect(answered.headers).not.toHaveProperty('cdn-cache-control');
		expect(answered.headers).not.toHaveProperty('cache-tag');
	});

	it.each<[string, (signed: string) => string]>([
		['unsigned', (signed) => signed.replaceAll(/~[\w-]+/g, '')],
		['forged', (signed) => `${signed.slice(0, -1)}${signed.endsWith('A') ? 'B' : 'A'}`],
		['cut', (signed) => signed.slice(0, -5)],
		['sent twice', (signed) => `${signed}, ${signed}`],
		['empty', () => ''],
		['enormous', (signed) => `${signed}.`.repeat(100)],
	])('is what it is without the header when that is %s', async (_how, spoil) => {
		const requests: Record<string, string>[] = [
			{},
			{ cookie: 'plan=pro' },
			{ 'if-none-match': etag(DEFAULT) },
		];
		for (const others of requests) {
			const forged = { ...others, [HEADER]: spoil(site.audienceOf('pro')) };
			expect(await withoutDate(forged)).toEqual(await withoutDate(others));
		}
	});
});
