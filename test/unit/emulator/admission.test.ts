import { gzipSync } from 'node:zlib';
import { z } from 'astro/zod';
import { describe, expect, it } from 'vitest';
import { experience, KEY, PROFILE, seedOf, startTestEmulator } from './start.js';

const envelopeSchema = z.strictObject({
	errors: z.array(z.strictObject({ message: z.string() })),
});
const SEED = seedOf(experience('promo', { code: 'A' }, { group: 'slots' }));
const JSON_TYPE = { 'content-type': 'application/json' };
const BODY = JSON.stringify({ identification: PROFILE, device: 'desktop', names: ['promo'] });
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('the key', () => {
	it.each([
		{ case: 'in the query', query: `?apiKey=${KEY}`, status: 200 },
		{ case: 'another one of the seed', query: '?apiKey=other.key', status: 200 },
		{ case: 'as basic credentials', authorization: basic('pre:se.cret'), status: 200 },
		{ case: 'twice', query: `?apiKey=${KEY}`, authorization: basic('other:key'), status: 200 },
		{ case: 'absent', status: 401 },
		{ case: 'empty', query: '?apiKey=', status: 401 },
		{ case: 'wrong', query: '?apiKey=pre.wrong', status: 401 },
		{ case: 'without its secret', query: '?apiKey=pre', status: 401 },
		{ case: 'wrong as basic credentials', authorization: basic('pre:wrong'), status: 401 },
		{ case: 'split at the last dot', authorization: basic('pre.se:cret'), status: 401 },
		{ case: 'not split', authorization: basic(KEY), status: 401 },
		{ case: 'not encoded', authorization: 'Basic pre:se.cret', status: 401 },
		{ case: 'as a bearer token', authorization: `Bearer ${KEY}`, status: 401 },
		{ case: 'right once, wrong once', query: `?apiKey=${KEY}`, authorization: 'x', status: 401 },
		{ case: 'in a parameter of another name', query: `?apikey=${KEY}`, status: 401 },
	])('$case: $status', async ({ query = '', authorization, status }) => {
		await using target = await startTestEmulator(SEED);
		const answered = await target.send(`${target.path}${query}`, {
			method: 'POST',
			headers: { ...JSON_TYPE, ...(authorization && { authorization }) },
			body: BODY,
		});
		expect(answered.status).toBe(status);
		expect(answered.bodies).toEqual(status === 200 ? { promo: { code: 'A' } } : {});
	});
});

describe('the address', () => {
	it.each([
		{ case: 'another organisation', path: '/v1/other/projects/web/optimization/choose-api' },
		{ case: 'another project', path: '/v1/acme/projects/other/optimization/choose-api' },
		{ case: 'another path', path: '/v1/acme/projects/web/optimization/choose' },
		{ case: 'a slash at the end', path: '/v1/acme/projects/web/optimization/choose-api/' },
		{ case: 'a broken escape', path: '/v1/%ZZ/projects/web/optimization/choose-api' },
	])('$case: 404', async ({ path }) => {
		await using target = await startTestEmulator(SEED);
		const init = { method: 'POST', headers: JSON_TYPE, body: BODY };
		expect((await target.send(`${path}?apiKey=${KEY}`, init)).status).toBe(404);
	});

	it('is compared percent-decoded', async () => {
		await using target = await startTestEmulator({ ...SEED, org: 'a/b c' });
		const path = '/v1/a%2Fb%20c/projects/web/optimization/choose-api';
		const init = { method: 'POST', headers: JSON_TYPE, body: BODY };
		expect((await target.send(`${path}?apiKey=${KEY}`, init)).status).toBe(200);
	});

	it('takes POST only', async () => {
		await using target = await startTestEmulator(SEED);
		expect((await target.send(`${target.path}?apiKey=${KEY}`, {})).status).toBe(405);
	});
});

describe('the body', () => {
	const ask = { identification: PROFILE, device: 'desktop' };
	it.each([
		['no identification', { device: 'desktop' }, 'Identification is required'],
		['identification of null', { identification: null }, 'Identification is required'],
		['identification of another type', { identification: 'me' }, 'must be an object'],
		['identification without an id', { identification: {} }, 'is required'],
		['half a profile', { identification: { sourceId: '1' } }, 'is required'],
		['the other half', { identification: { profileId: 'p' } }, 'is required'],
		['a blank profileId', { identification: { ...PROFILE, profileId: ' ' } }, 'blank'],
		['a blank userId', { identification: { userId: '' } }, 'blank'],
		['a blank userId beside a profile', { identification: { ...PROFILE, userId: '' } }, 'blank'],
		['a sourceId that is a number', { identification: { ...PROFILE, sourceId: 1 } }, 'string'],
		['a sourceId of letters', { identification: { ...PROFILE, sourceId: 'a' } }, 'integer'],
		['a name with a space', { ...ask, names: ['promo', 'a b'] }, 'names.1'],
		['a name with a dot', { ...ask, names: ['a.b'] }, 'names.0'],
		['a group with a slash', { ...ask, groups: ['a/b'] }, 'groups.0'],
		['names that are no list', { ...ask, names: 'promo' }, 'names'],
		['names of null', { ...ask, names: null }, 'names'],
		['an unknown device', { ...ask, device: 'tablet' }, 'device'],
		['a device of null', { ...ask, device: null }, 'device'],
		['a blank sessionId', { ...ask, sessionId: '' }, 'sessionId'],
		['malformed JSON', '{"identification":', 'Malformed JSON'],
		['nothing', '', 'Malformed JSON'],
		['a list', [], 'object'],
	])('with %s: 400 with the envelope', async (_case, body, message) => {
		await using target = await startTestEmulator(SEED);
		const { status, headers, text } = await target.ask(body);
		expect(status).toBe(400);
		expect(headers.get('content-type')).toBe('application/json');
		const { errors } = envelopeSchema.parse(JSON.parse(text));
		expect(errors).toHaveLength(1);
		expect(errors[0]?.message).toContain(message);
	});

	it('without identification is answered word for word', async () => {
		await using target = await startTestEmulator(SEED);
		const { text } = await target.ask({});
		expect(text).toBe('{"errors":[{"message":"Identification is required"}]}');
	});

	it.each([
		{ case: 'compressed', type: 'application/json', coding: 'gzip', body: gzipSync(BODY) },
		{ case: 'called compressed', type: 'application/json', coding: 'gzip', body: BODY },
		{ case: 'of no type', type: undefined, coding: undefined, body: Buffer.from(BODY) },
		{ case: 'of another type', type: 'application/jsonp', coding: undefined, body: BODY },
	])('that is $case: 400', async ({ type, coding, body }) => {
		await using target = await startTestEmulator(SEED);
		const headers = new Headers();
		if (type !== undefined) headers.set('content-type', type);
		if (coding !== undefined) headers.set('content-encoding', coding);
		const init = { method: 'POST', headers, body };
		const { status, text } = await target.send(`${target.path}?apiKey=${KEY}`, init);
		expect(status).toBe(400);
		expect(text).toMatch(/^\{"errors":\[\{"message":/);
	});

	it.each(['application/json; charset=utf-8', 'Application/JSON'])('may be %s', async (type) => {
		await using target = await startTestEmulator(SEED);
		const init = { method: 'POST', headers: { 'content-type': type }, body: BODY };
		expect((await target.send(`${target.path}?apiKey=${KEY}`, init)).status).toBe(200);
	});

	it('of more than a mebibyte: 413', async () => {
		await using target = await startTestEmulator(SEED);
		expect((await target.ask(' '.repeat(1_048_577))).status).toBe(413);
	});

	it('may have fields that are not read', async () => {
		await using target = await startTestEmulator(SEED);
		const extra = { optimizationType: 1, url: null, attributes: 'x' };
		expect((await target.ask({ ...ask, names: ['promo'], ...extra })).bodies).toEqual({
			promo: { code: 'A' },
		});
	});
});
