import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildFromSeed } from '../support/built-site.js';
import { createFixtureSite, type FixtureSite, type ServedSite } from '../support/fixture.js';
import { ask, type Ask, type Answer } from '../support/ask.js';
import {
	AUDIENCES,
	AUDIENCE_TABLE,
	controlFor,
	expectPage,
	PAGES,
	PRERENDERED,
	type AudienceCase,
	type AudienceName,
} from './basic-audiences.js';

/** Audiences whose pages are compared with a build of the same site that knows nothing of the integration. */
const CONTROLLED = ['a phone', 'pro', 'social', 'pro and social'] satisfies AudienceName[];

describe('what each audience gets', () => {
	const sites: FixtureSite[] = [];
	let site: FixtureSite;
	let server: ServedSite;

	const visit = (path: string, { query = '', headers }: AudienceCase): Promise<Answer> =>
		ask(server.url, path + query, { headers });

	beforeAll(async () => {
		site = await createFixtureSite('basic');
		sites.push(site);
		await buildFromSeed(site);
		server = await site.serve();
	});
	afterAll(async () => {
		await server.stop();
		await Promise.all(sites.map((one) => one.remove()));
	});

	describe.each(AUDIENCE_TABLE)('%s', (_name, audience) => {
		it.each(Object.keys(PAGES))('sees its own %s', async (path) => {
			const { status, text } = await visit(path, audience);
			expect(status).toBe(200);
			expectPage(path, text, audience);
		});
	});

	it('serves the image that only a variant uses', async () => {
		const { text } = await visit('/', AUDIENCES.pro);
		const sources = [...text.matchAll(/<img src="([^"]+)"/g)].map(([, source = '']) => source);
		expect(sources).toHaveLength(2);
		for (const source of sources) {
			const image = await ask(server.url, source);
			expect([image.status, image.headers['content-type']]).toEqual([200, 'image/webp']);
			expect(image.bytes.subarray(8, 12).toString()).toBe('WEBP');
		}
	});

	it('keeps what a payload says text', async () => {
		const { text } = await visit('/', AUDIENCES.social);
		expect(text).toContain('Social &lt;hero&gt; &amp; ');
		expect(text).not.toContain('<hero>');
	});

	it('names nothing of the audience in a body', async () => {
		for (const [, audience] of AUDIENCE_TABLE) {
			for (const path of PRERENDERED.filter((one) => one !== '/device')) {
				const { text } = await visit(path, audience);
				expect(text).not.toMatch(/acme\.fixture|segment|paid|desktop|mobile|utm_/i);
			}
		}
	});

	describe('compared with a site that is given the same values without the integration', () => {
		const controls = new Map<AudienceName, Map<string, string>>();

		beforeAll(async () => {
			// One after the other in one folder, so that Vite's caches are warm.
			const control = await createFixtureSite('basic');
			sites.push(control);
			for (const name of CONTROLLED) {
				const env = { FIXTURE_CONTROL: controlFor(AUDIENCES[name]) };
				const { code, output } = await control.build(env);
				expect(code, output).toBe(0);
				const served = await control.serve(env);
				const bodies = await Promise.all(
					PRERENDERED.map(async (path) => [path, (await ask(served.url, path)).text] as const),
				);
				controls.set(name, new Map(bodies));
				await served.stop();
			}
		});

		it.each(CONTROLLED)('%s gets the same bytes', async (name) => {
			for (const path of PRERENDERED) {
				const { text } = await visit(path, AUDIENCES[name]);
				expect(text, path).toBe(controls.get(name)?.get(path));
			}
		});
	});

	describe('what a request may send', () => {
		const seesNobody: readonly (readonly [string, string, Ask['headers']])[] = [
			['another value of a cookie', '/', { cookie: 'plan=prof' }],
			['a cookie in another case', '/', { cookie: 'plan=PRO' }],
			['a cookie of another name that ends alike', '/', { cookie: 'myplan=pro' }],
			['a cookie that cannot be decoded', '/', { cookie: 'plan=%E0%A4%A' }],
			['a cookie in quotes, which belong to it', '/', { cookie: 'plan="pro"' }],
			['a cookie without a name', '/', { cookie: '=pro; ;;= ; plan' }],
			['an enormous cookie', '/', { cookie: `plan=${'pro'.repeat(3_000)}` }],
			['the second of a repeated cookie', '/', { cookie: 'plan=free; plan=pro' }],
			['the second of a repeated parameter', '/?utm_source=x&utm_source=facebook', {}],
			['a parameter in another case', '/?UTM_SOURCE=facebook', {}],
			['an enormous parameter', `/?utm_source=${'facebook'.repeat(900)}`, {}],
			['a parameter that looks like an object', '/?utm_source[]=facebook&__proto__=x', {}],
			['a host that is not allowed', '/', { host: 'evil.example' }],
			['a host that only begins alike', '/', { host: 'acme.fixture.example.evil.example' }],
			['a forwarded host that is not allowed', '/', { 'x-forwarded-host': 'evil.example' }],
			['a host that is none', '/', { host: 'a b/..\\@:99999' }],
		];
		it.each(seesNobody)('%s is no audience', async (_case, target, headers = {}) => {
			const { status, text } = await ask(server.url, target, { headers });
			expect(status).toBe(200);
			expectPage('/', text, AUDIENCES.nobody);
		});

		const seesMore: readonly (readonly [string, string, Ask['headers'], AudienceName])[] = [
			['an encoded cookie', '/', { cookie: 'a=1;plan=%70ro' }, 'pro'],
			['the first of a repeated cookie', '/', { cookie: 'plan=pro; plan=free' }, 'pro'],
			['a value in another case', '/?utm_source=FaceBook', {}, 'social'],
			['an encoded parameter', '/?x&&=&utm%5Fsource=f%61cebook', {}, 'social'],
			['the first of a repeated parameter', '/?utm_source=facebook&utm_source=x', {}, 'social'],
			['a host with a port, in capitals', '/', { host: 'ACME.fixture.example:8080' }, 'acme'],
			['a forwarded host', '/', { 'x-forwarded-host': 'acme.fixture.example' }, 'acme'],
		];
		it.each(seesMore)('%s counts', async (_case, target, headers, name) => {
			const { status, text } = await ask(server.url, target, { headers });
			expect(status).toBe(200);
			expectPage('/', text, AUDIENCES[name]);
		});

		it('parameters that cannot be decoded are the default or Astro’s own answer', async () => {
			for (const query of ['utm_source=%', 'utm_source=%E0%A4%A', '%', 'utm_source=%00']) {
				const { status, text } = await ask(server.url, `/?${query}`);
				expect([200, 400]).toContain(status);
				if (status === 200) expectPage('/', text, AUDIENCES.nobody);
			}
		});
	});
});
