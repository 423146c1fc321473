import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSealer } from '../../integration/src/audience/sealing.js';
import { SEGMENT_COOKIE } from '../../integration/src/constants.js';
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
import { notEmpty } from '../support/not-empty.js';

const SECRET = 'a secret of more than thirty-two bytes';
const VARY = 'Accept-Encoding, User-Agent, Cookie, X-Same';
const CAMPAIGN = '?utm_source=facebook';

/** Audiences whose pages are compared with a build of the same site that knows nothing of the integration. */
const CONTROLLED = ['a phone', 'pro', 'social', 'pro and social'] satisfies AudienceName[];

describe('a site on Node', () => {
	const sites: FixtureSite[] = [];
	let site: FixtureSite;
	let server: ServedSite;

	const visit = (path: string, { query = '', headers }: AudienceCase): Promise<Answer> =>
		ask(server.url, path + query, { headers });

	beforeAll(async () => {
		site = await createFixtureSite('basic');
		sites.push(site);
		await buildFromSeed(site);
		server = await site.serve({ CHOOSE_SECRET: SECRET });
	});
	afterAll(async () => {
		await server.stop();
		await Promise.all(sites.map((one) => one.remove()));
	});

	describe.each(notEmpty(AUDIENCE_TABLE))('asked by %s', (_name, audience) => {
		it.each(notEmpty(Object.keys(PAGES)))('shows what was decided for it on %s', async (path) => {
			const { status, text } = await visit(path, audience);
			expect(status).toBe(200);
			expectPage(path, text, audience);
		});
	});

	it('serves the image that only a variant uses', async () => {
		const { text } = await visit('/', AUDIENCES.pro);
		const sources = [...text.matchAll(/<img src="([^"]+)"/g)].map(([, source = '']) => source);
		expect(sources).toHaveLength(2);
		for (const source of notEmpty(sources)) {
			const image = await ask(server.url, source);
			expect([image.status, image.headers['content-type']]).toEqual([200, 'image/webp']);
			expect(image.bytes.subarray(8, 12).toString()).toBe('WEBP');
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
			for (const path of notEmpty(PRERENDERED)) {
				const { text } = await visit(path, AUDIENCES[name]);
				expect(text, path).toBe(controls.get(name)?.get(path));
			}
		});
	});

	// Only a server may trust what a proxy in front of it says.
	it.each<[string, Ask['headers'], AudienceName]>([
		['that is allowed counts', { 'x-forwarded-host': 'acme.fixture.example' }, 'acme'],
		['that is not allowed does not', { 'x-forwarded-host': 'evil.example' }, 'nobody'],
	])('a forwarded host %s', async (_which, headers, name) => {
		const { status, text } = await ask(server.url, '/', { headers });
		expect(status).toBe(200);
		expectPage('/', text, AUDIENCES[name]);
	});

	it.each<[string, string, Ask['headers']]>([
		['an enormous cookie', '/', { cookie: `plan=${'pro'.repeat(3_000)}` }],
		['an enormous parameter', `/?utm_source=${'facebook'.repeat(900)}`, {}],
		['an enormous kept segment', '/', { cookie: `${SEGMENT_COOKIE}=${'A'.repeat(8_000)}` }],
		['a host that is none', '/', { host: 'a b/..\\@:99999' }],
	])('%s, longer or stranger than other servers take it, is no audience', async (...row) => {
		const [, target, headers] = row;
		const { status, text } = await ask(server.url, target, { headers });
		expect(status).toBe(200);
		expectPage('/', text, AUDIENCES.nobody);
	});

	it('leaves endpoints and assets to Astro', async () => {
		expect((await ask(server.url, '/data.json')).text).toBe('{"plain":true}');
		const { text } = await ask(server.url, '/');
		const asset = await ask(server.url, /\/_astro\/dot[^"]+/.exec(text)?.[0] ?? '');
		expect(asset.headers['cache-control']).toContain('immutable');
	});

	describe('answers an on-demand page', () => {
		const live = (query: string, headers: Ask['headers'] = {}) =>
			ask(server.url, `/live${query}`, { headers });
		const cookieOf = ({ headers }: Answer): string => headers['set-cookie']?.[0] ?? '';

		it('in private, as it varies, and says so once in the log', async () => {
			for (const { headers } of [AUDIENCES.pro, AUDIENCES['a phone']]) {
				const answer = await live('', headers);
				expect(answer.headers).toMatchObject({ 'cache-control': 'private, no-cache', vary: VARY });
			}
			const said = server.process.output().split('/live reads a decision').length - 1;
			expect(said).toBe(1);
		});

		it('with the cookie of a kept segment, and in that segment from then on', async () => {
			const cookie = cookieOf(await live(CAMPAIGN));
			expect(cookie).toContain(SEGMENT_COOKIE);
			expect(cookie).not.toMatch(/; Secure/);
			const [kept] = cookie.split(';');
			const next = await live('', { cookie: kept });
			expectPage('/live', next.text, AUDIENCES.social);
			expect(cookieOf(next)).toBe('');
		});

		it('with a cookie for https only when the visitor came by it, through a proxy', async () => {
			const headers = { 'x-forwarded-proto': 'https, http' };
			expect(cookieOf(await live(CAMPAIGN, headers))).toMatch(/; Secure/);
		});
	});

	it.each([
		['is not set', undefined, 'CHOOSE_SECRET is not set'],
		['is short', 'too short', 'CHOOSE_SECRET is shorter than 32 bytes'],
	])('keeps nobody in a segment when the secret %s', async (_case, secret, warning) => {
		const forgetful = await site.serve({ CHOOSE_SECRET: secret });
		try {
			expect(forgetful.process.output()).toContain(warning);
			expect(forgetful.process.output()).not.toContain('too short');
			const answer = await ask(forgetful.url, `/${CAMPAIGN}`);
			expectPage('/', answer.text, AUDIENCES.social);
			expect(answer.headers).not.toHaveProperty('set-cookie');
			const later = Math.floor(Date.now() / 1_000) + 600;
			const sealed = createSealer(SECRET, SEGMENT_COOKIE).seal(JSON.stringify({ social: later }));
			const next = await ask(forgetful.url, '/', {
				headers: { cookie: `${SEGMENT_COOKIE}=${sealed}` },
			});
			expectPage('/', next.text, AUDIENCES.nobody);
		} finally {
			await forgetful.stop();
		}
	});
});
