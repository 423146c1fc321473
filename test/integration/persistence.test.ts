import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSealer } from '../../integration/src/audience/sealing.js';
import { SEGMENT_COOKIE } from '../../integration/src/constants.js';
import {
	createFixtureSite,
	startFixtureEmulator,
	type FixtureSite,
	type ServedSite,
} from '../support/fixture.js';
import { ask, type Answer } from '../support/ask.js';
import { AUDIENCES, expectPage } from './basic-audiences.js';

const SECRET = 'a secret of more than thirty-two bytes';
const CAMPAIGN = '/?utm_source=facebook';

const seal = (kept: unknown, secret = SECRET) =>
	`${SEGMENT_COOKIE}=${createSealer(secret, SEGMENT_COOKIE).seal(JSON.stringify(kept))}`;
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;

describe('a visitor of a persisted segment', () => {
	let site: FixtureSite;
	let server: ServedSite;
	const get = (target: string, cookie?: string): Promise<Answer> =>
		ask(server.url, target, { headers: cookie === undefined ? {} : { cookie } });
	const cookieOf = ({ headers }: Answer): string => headers['set-cookie']?.[0] ?? '';

	beforeAll(async () => {
		site = await createFixtureSite('basic');
		const { emulator, env } = await startFixtureEmulator(site);
		const { code, output } = await site.build(env);
		expect(code, output).toBe(0);
		await emulator.close();
		server = await site.serve({ CHOOSE_SECRET: SECRET });
	});
	afterAll(async () => {
		await server.stop();
		await site.remove();
	});

	it('is given a cookie that only this server can read', async () => {
		const cookie = cookieOf(await get(CAMPAIGN));
		const [pair = '', ...attributes] = cookie.split('; ');
		expect(pair).toMatch(new RegExp(`^${SEGMENT_COOKIE}=[\\w-]+$`));
		expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=1800', 'Path=/', 'SameSite=Lax']);
		expect(Buffer.from(pair, 'base64url').toString()).not.toContain('social');
	});

	it('is given a cookie for https only when that is how it came, through a proxy', async () => {
		for (const target of [CAMPAIGN, '/live?utm_source=facebook']) {
			const proxied = { 'x-forwarded-proto': 'https, http' };
			const { headers } = await ask(server.url, target, { headers: proxied });
			expect(headers['set-cookie']?.[0]).toMatch(/; Secure/);
		}
	});

	it('is in the segment on the next request, on every page', async () => {
		const [cookie] = cookieOf(await get(CAMPAIGN)).split(';');
		for (const path of ['/', '/blog/first', '/notes/one', '/live']) {
			const answer = await get(path, cookie);
			expectPage(path, answer.text, AUDIENCES.social);
			expect(answer.headers).not.toHaveProperty('set-cookie');
		}
	});

	it('is behind the segments of the present request', async () => {
		const [cookie] = cookieOf(await get(CAMPAIGN)).split(';');
		const { text } = await get('/', `${cookie}; plan=pro`);
		expectPage('/', text, AUDIENCES['pro and social']);
	});

	it('is not given the cookie again before it has aged', async () => {
		const [cookie] = cookieOf(await get(CAMPAIGN)).split(';');
		expect(cookieOf(await get(CAMPAIGN, cookie))).toBe('');
		expect(cookieOf(await get(CAMPAIGN, seal({ social: inSeconds(600) })))).not.toBe('');
	});

	it('is given the cookie by an on-demand page, and with a 304, too', async () => {
		expect(cookieOf(await get('/live?utm_source=facebook'))).toContain(SEGMENT_COOKIE);
		const { headers } = await get(CAMPAIGN);
		const asked = { headers: { 'if-none-match': headers.etag ?? '' } };
		const again = await ask(server.url, CAMPAIGN, asked);
		expect([again.status, cookieOf(again)]).toEqual([304, expect.stringContaining(SEGMENT_COOKIE)]);
	});

	it.each([
		['that expired', () => seal({ social: inSeconds(-1) })],
		['for a segment that is not declared', () => seal({ other: inSeconds(600) })],
		['for a segment that is not persisted', () => seal({ pro: inSeconds(600) })],
		['sealed with another secret', () => seal({ social: inSeconds(600) }, 'another '.repeat(5))],
		['of another shape', () => seal(['social'])],
		['that is no JSON', () => seal('social')],
		['with a changed character', () => seal({ social: inSeconds(600) }).replace(/.$/, 'A0')],
		['cut short', () => seal({ social: inSeconds(600) }).slice(0, -8)],
		['that is not sealed', () => `${SEGMENT_COOKIE}=social`],
		['that is empty', () => `${SEGMENT_COOKIE}=`],
		['that cannot be decoded', () => `${SEGMENT_COOKIE}=%E0%A4%A`],
		['that is enormous', () => `${SEGMENT_COOKIE}=${'A'.repeat(8_000)}`],
	])('is nobody with a cookie %s', async (_case, create) => {
		const answer = await get('/', create());
		expect(answer.status).toBe(200);
		expectPage('/', answer.text, AUDIENCES.nobody);
		expect(answer.headers).not.toHaveProperty('set-cookie');
	});

	it.each([
		['opted out', 'intempt_do_not_track=1'],
		['did not consent', 'consent=no'],
	])('who %s is matched by the present request only', async (_case, refusal) => {
		const [cookie] = cookieOf(await get(CAMPAIGN)).split(';');
		const now = await get(CAMPAIGN, refusal);
		expectPage('/', now.text, AUDIENCES.social);
		expect(now.headers).not.toHaveProperty('set-cookie');
		expectPage('/', (await get('/', `${refusal}; ${cookie}`)).text, AUDIENCES.nobody);
	});

	it.each([
		['is not set', undefined, 'CHOOSE_SECRET is not set'],
		['is short', 'too short', 'CHOOSE_SECRET is shorter than 32 bytes'],
	])('is not remembered when the secret %s', async (_case, secret, warning) => {
		const forgetful = await site.serve({ CHOOSE_SECRET: secret });
		try {
			expect(forgetful.process.output()).toContain(warning);
			expect(forgetful.process.output()).not.toContain('too short');
			const answer = await ask(forgetful.url, CAMPAIGN);
			expectPage('/', answer.text, AUDIENCES.social);
			expect(answer.headers).not.toHaveProperty('set-cookie');
			const cookie = seal({ social: inSeconds(600) });
			const next = await ask(forgetful.url, '/', { headers: { cookie } });
			expectPage('/', next.text, AUDIENCES.nobody);
		} finally {
			await forgetful.stop();
		}
	});
});
