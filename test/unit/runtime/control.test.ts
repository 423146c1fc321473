import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import {
	ASTRO,
	SECRET,
	startControlled,
	type ControlledServer,
	type ServerOptions,
} from './controlled-server.js';

let server: ControlledServer;
afterEach(() => server.close());

const start = async (options?: ServerOptions) => (server = await startControlled(options));
const send = async (method: string, target: string, authorization = `Bearer ${SECRET}`) => {
	const headers = authorization === '' ? {} : { authorization };
	const answer = await ask(server.url, target, { method, headers });
	return { ...answer, json: parse(answer.text) };
};
const parse = (text: string): unknown => (text.startsWith('{') ? JSON.parse(text) : undefined);

describe('without a secret that is long enough', () => {
	it.each([
		{ secret: undefined, lines: 0 },
		{ secret: '', lines: 0 },
		{ secret: 'x'.repeat(31), lines: 1 },
	])('$secret: the endpoints do not exist', async ({ secret, lines }) => {
		await start({ secret });
		const { status, text } = await send('POST', '/_choose/off', `Bearer ${secret}`);
		expect({ status, text }).toEqual({ status: 200, text: ASTRO });
		expect(server.lines).toHaveLength(lines);
		if (secret !== undefined && secret !== '') {
			expect(server.lines.join()).toContain('32 bytes');
			expect(server.lines.join()).not.toContain(secret);
		}
	});
});

describe('where the endpoints are', () => {
	it.each<[ServerOptions, string, number | 'Astro']>([
		[{}, '/_choose/status', 200],
		[{}, '/_choose/status/', 200],
		[{}, '/_choose', 404],
		[{}, '/_choose/other', 404],
		[{}, '/_chooser/status', 'Astro'],
		[{}, '/', 'Astro'],
		[{}, '/docs/_choose/status', 'Astro'],
		[{ prefix: '/internal/ops' }, '/internal/ops/status', 200],
		[{ prefix: '/internal/ops' }, '/_choose/status', 'Astro'],
		[{ base: '/docs' }, '/docs/_choose/status', 200],
		[{ base: '/docs/' }, '/docs/_choose/status', 200],
		[{ base: '/docs' }, '/_choose/status', 'Astro'],
		[{ base: '/docs', mountedAt: '/docs' }, '/docs/_choose/status', 200],
		[{ base: '/docs', mountedAt: '/shop' }, '/shop/_choose/status', 'Astro'],
		[{ base: '/docs', mountedAt: '/shop' }, '/shop/docs/_choose/status', 200],
	])('%j: GET %s is %s', async (options, target, expected) => {
		await start(options);
		const { status, text } = await send('GET', target);
		expect(text === ASTRO ? 'Astro' : status).toBe(expected);
	});
});

describe('who may', () => {
	it.each([
		'',
		'Bearer',
		'Bearer ',
		'Bearer wrong',
		`Bearer ${SECRET}x`,
		`Bearer ${SECRET.slice(1)}`,
		`Basic ${SECRET}`,
		SECRET,
	])('%j may not, and learns nothing', async (authorization) => {
		await start();
		const refused = await Promise.all(
			[
				['POST', '/_choose/off'],
				['GET', '/_choose/status'],
				['DELETE', '/_choose/off?experience=none'],
				['GET', '/_choose/other'],
			].map(([method = '', target = '']) => send(method, target, authorization)),
		);
		expect(new Set(refused.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
		expect(refused[0]).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
		expect(refused[0]!.text).not.toContain(SECRET);
		expect((await send('GET', '/_choose/status')).json).toMatchObject({ off: [] });
	});

	it('takes the name of the scheme in any case', async () => {
		await start();
		expect((await send('GET', '/_choose/status', `bearer ${SECRET}`)).status).toBe(200);
	});

	it('after 5 wrong secrets, nothing from the address is looked at until some time has passed', async () => {
		await start();
		for (let n = 0; n < 5; n++)
			expect((await send('GET', '/_choose/status', 'Bearer wrong')).status).toBe(401);
		const locked = await send('GET', '/_choose/status');
		expect(locked).toMatchObject({ status: 429, headers: { 'retry-after': '12' } });
		expect(server.lines.filter((line) => line.includes('127.0.0.1'))).toHaveLength(1);
		server.time += 12_000;
		expect((await send('GET', '/_choose/status')).status).toBe(200);
	});

	it('guesses that came through a proxy do not lock out who comes without it', async () => {
		await start();
		const headers = { authorization: 'Bearer wrong', 'x-forwarded-for': '203.0.113.7' };
		for (let n = 0; n < 6; n++) await ask(server.url, '/_choose/status', { headers });
		expect((await ask(server.url, '/_choose/status', { headers })).status).toBe(429);
		expect((await send('GET', '/_choose/status')).status).toBe(200);
	});

	it('60 times a minute, each action by itself', async () => {
		await start();
		for (let n = 0; n < 60; n++) await send('GET', '/_choose/status');
		const limited = await send('GET', '/_choose/status');
		expect(limited).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
		expect((await send('POST', '/_choose/off')).status).toBe(200);
		server.time += 1_000;
		expect((await send('GET', '/_choose/status')).status).toBe(200);
	});
});

it.each([
	['GET', '/_choose/status', 200],
	['GET', '/_choose/status', 401],
	['POST', '/_choose/off', 200],
	['GET', '/_choose/off', 405],
	['POST', '/_choose/other', 404],
])('%s %s (%i) is kept nowhere and indexed nowhere', async (method, target, status) => {
	await start();
	const answer = await send(method, target, status === 401 ? 'Bearer wrong' : undefined);
	expect(answer).toMatchObject({
		status,
		headers: {
			'content-type': 'application/json',
			'cache-control': 'no-store',
			'x-robots-tag': 'noindex',
		},
	});
});

it.each([
	['GET', '/_choose/refresh', 'POST'],
	['PUT', '/_choose/off', 'POST'],
	['GET', '/_choose/on', 'POST'],
	['POST', '/_choose/status', 'GET, HEAD'],
	['OPTIONS', '/_choose/status', 'GET, HEAD'],
])('%s %s: 405, with what is allowed', async (method, target, allow) => {
	await start();
	expect(await send(method, target)).toMatchObject({ status: 405, headers: { allow } });
	expect(server.refreshed).toEqual([]);
});

it.each([
	['POST', '/_choose/off?experiance=hero', 400],
	['POST', '/_choose/off?experience=hero&experience=promo', 400],
	['POST', '/_choose/off?experience=', 404],
	['POST', '/_choose/off?experience=none', 404],
	['POST', '/_choose/refresh?experience=none', 404],
	['GET', '/_choose/status?experience=hero', 400],
])('%s %s is a mistake (%i): nothing is done', async (method, target, status) => {
	await start();
	const answer = await send(method, target);
	expect(answer.status).toBe(status);
	if (status === 404) expect(answer.json).toMatchObject({ names: ['hero', 'promo'] });
	expect((await send('GET', '/_choose/status')).json).toMatchObject({ off: [] });
	expect(server.refreshed).toEqual([]);
});

describe('off and on', () => {
	it('one after the other, each answer with what is off and how far that reached', async () => {
		await start();
		const steps = [
			['/_choose/off?experience=promo', 200, { off: ['promo'], scope: 'process' }],
			['/_choose/off?experience=hero', 200, { off: ['hero', 'promo'], scope: 'process' }],
			['/_choose/on?experience=promo', 200, { off: ['hero'], scope: 'process' }],
			['/_choose/off', 200, { off: 'all', scope: 'process' }],
			['/_choose/on?experience=hero', 409, { error: expect.stringContaining('Everything is off') }],
			['/_choose/on', 200, { off: [], scope: 'process' }],
		] as const;
		for (const [target, status, json] of steps) {
			expect(await send('POST', target)).toMatchObject({ status, json });
		}
		expect(server.lines).toHaveLength(5);
		expect(server.lines[0]).toBe('control: off promo from 127.0.0.1, scope process');
	});

	it('with CHOOSE_DISABLED=1, on says why it cannot be', async () => {
		await start({ disabled: true });
		expect((await send('GET', '/_choose/status')).json).toMatchObject({ off: 'all' });
		expect(await send('POST', '/_choose/on')).toMatchObject({
			status: 409,
			json: { error: expect.stringContaining('CHOOSE_DISABLED') },
		});
	});
});

describe('refresh', () => {
	it.each([
		[{}, 200],
		[{ failed: 1, problems: ['late'] }, 200],
		[{ failed: 4, problems: ['late'] }, 502],
		[{ asked: 0, problems: ['no key'] }, 409],
	])('an outcome of %j is a %i', async (outcome, status) => {
		await start();
		server.outcome = outcome;
		const answer = await send('POST', '/_choose/refresh?experience=hero');
		expect(answer).toMatchObject({ status, json: { changed: ['hero'], ...outcome } });
		expect(server.refreshed).toEqual(['hero']);
	});

	it('of all', async () => {
		await start();
		await send('POST', '/_choose/refresh');
		expect(server.refreshed).toEqual([undefined]);
	});

	it('that throws is a 500 that says nothing of it', async () => {
		await start();
		server.outcome = new Error('in the log only');
		const { status, text } = await send('POST', '/_choose/refresh');
		expect(status).toBe(500);
		expect(text).not.toContain('in the log only');
		expect(server.lines.join()).toContain('in the log only');
	});
});

describe('a request body', () => {
	it('is not needed, and not looked at', async () => {
		await start();
		const headers = { authorization: `Bearer ${SECRET}` };
		const asked = { method: 'POST', headers, body: '{"experience":"hero"}' };
		expect((await ask(server.url, '/_choose/off', asked)).text).toContain('"all"');
	});

	it('without end ends the connection', async () => {
		await start();
		const { hostname, port } = new URL(server.url);
		const socket = connect(Number(port), hostname);
		socket.on('error', () => undefined);
		socket.write('POST /_choose/off HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n');
		const closed = new Promise((resolve) => socket.once('close', resolve));
		const pour = () => {
			while (!socket.destroyed && socket.write(Buffer.alloc(16_384)));
		};
		socket.on('drain', pour).resume();
		pour();
		await closed;
		expect(socket.bytesWritten).toBeLessThan(50_000_000);
	});
});
