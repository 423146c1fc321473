import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createRateLimit } from '../../../integration/src/emulator/rate-limit.js';
import { experience, KEY, PROFILE, seedOf, startTestEmulator } from './start.js';

const SEED = seedOf(experience('promo', 1, { budget: 'once' }), experience('hero', 2));
const ASK = { identification: PROFILE, device: 'desktop', names: ['promo'] };

describe('a rate limit', () => {
	it('answers 429: an empty body, the three headers, no Retry-After', async () => {
		let now = 1_000_000;
		await using target = await startTestEmulator(SEED, { rateLimit: 2, now: () => now });
		expect((await target.ask(ASK)).status).toBe(200);
		expect((await target.ask(ASK)).status).toBe(200);
		const { status, headers, text } = await target.ask(ASK);
		expect(status).toBe(429);
		expect(text).toBe('');
		expect(headers.get('x-ratelimit-replenish-rate')).toBe('2');
		expect(headers.get('x-ratelimit-burst-capacity')).toBe('2');
		expect(headers.get('x-ratelimit-requested-tokens')).toBe('1');
		expect(headers.has('retry-after')).toBe(false);
		now += 500;
		expect((await target.ask(ASK)).status).toBe(200);
		expect((await target.ask(ASK)).status).toBe(429);
	});

	it('is not spent by calls without a key', async () => {
		await using target = await startTestEmulator(SEED, { rateLimit: 1, now: () => 0 });
		await target.send(target.path, { method: 'POST', body: '{}' });
		expect((await target.ask(ASK)).status).toBe(200);
	});

	it('below one a second lets a call through now and then', () => {
		const limit = createRateLimit();
		expect([0, 1_000, 2_000, 3_000, 4_000].map((now) => limit.take(0.5, now))).toEqual([
			true,
			false,
			true,
			false,
			true,
		]);
	});

	it('saves up no more than a second', () => {
		const limit = createRateLimit();
		limit.take(2, 0);
		expect([60_000, 60_000, 60_000].map((now) => limit.take(2, now))).toEqual([true, true, false]);
	});
});

describe('a failure', () => {
	it.each([400, 503])('of status %d answers every call, and evaluates none', async (fail) => {
		await using target = await startTestEmulator(SEED, { fail });
		const { status, text } = await target.ask(ASK);
		expect({ status, text }).toEqual({ status: fail, text: '' });
		expect((await target.control('GET', '/exposures')).value).toEqual({ exposures: [] });
	});

	it('of a share answers 500 to that share', async () => {
		const draws = [0.1, 0.3];
		await using target = await startTestEmulator(SEED, {
			fail: 0.2,
			random: () => draws.shift() ?? 0,
		});
		expect((await target.ask(ASK)).status).toBe(500);
		expect((await target.ask(ASK)).status).toBe(200);
	});

	it.each([-1, 1.5, 200, 399, 600, 503.5])('of %d is refused', async (fail) => {
		await expect(startTestEmulator(SEED, { fail })).rejects.toMatchObject({
			name: 'InvalidValue',
			problems: [{ path: 'fail' }],
		});
	});
});

describe('latency', () => {
	it('delays an answer that is evaluated all the same', async () => {
		await using target = await startTestEmulator(SEED, { latency: 30 });
		const start = performance.now();
		expect((await target.ask(ASK)).bodies).toEqual({ promo: 1 });
		expect(performance.now() - start).toBeGreaterThanOrEqual(29);
	});

	it('does not hold up closing', async () => {
		const target = await startTestEmulator(SEED, { latency: 60_000 });
		const url = `${target.emulator.url}${target.path}?apiKey=${KEY}`;
		const headers = { 'content-type': 'application/json' };
		const asked = fetch(url, { method: 'POST', headers, body: JSON.stringify(ASK) });
		const outcome = expect(asked).rejects.toThrow();
		await expect
			.poll(async () => (await target.control('GET', '/exposures')).value, { interval: 5 })
			.toMatchObject({ exposures: [{ experience: 'promo' }] });
		await target.emulator.close();
		await outcome;
	});
});

describe('emptyFor', () => {
	it('leaves experiences out, and does not count them', async () => {
		await using target = await startTestEmulator(SEED, { emptyFor: ['promo'] });
		expect(await target.bodies()).toEqual({ hero: 2 });
		await target.control('POST', '/behaviour', { emptyFor: [] });
		expect(await target.bodies()).toEqual({ promo: 1, hero: 2 });
	});
});

describe('the control server', () => {
	it('tells of exposures', async () => {
		await using target = await startTestEmulator(SEED, { now: () => 0 });
		await target.bodies({ names: ['promo'], sessionId: 's1' });
		await target.bodies({ names: ['promo'], sessionId: 's2' });
		const at = '1970-01-01T00:00:00.000Z';
		const exposure = { identity: PROFILE, experience: 'promo', variant: 0, device: 'desktop', at };
		expect((await target.control('GET', '/exposures')).value).toEqual({
			exposures: [{ ...exposure, sessionId: 's1' }],
		});
	});

	it('tells of assignments', async () => {
		await using target = await startTestEmulator(SEED);
		await target.bodies({ identification: { userId: 'known' }, names: ['hero'] });
		expect((await target.control('GET', '/assignments')).value).toEqual({
			assignments: [{ identity: { userId: 'known' }, experience: 'hero', variant: 0 }],
		});
	});

	it('resets budgets and assignments', async () => {
		await using target = await startTestEmulator(SEED);
		await target.bodies();
		expect((await target.control('POST', '/reset')).status).toBe(204);
		expect((await target.control('GET', '/assignments')).value).toEqual({ assignments: [] });
		expect((await target.control('GET', '/exposures')).value).toEqual({ exposures: [] });
		expect(await target.bodies()).toEqual({ promo: 1, hero: 2 });
	});

	it('changes the behaviour that is named, and keeps the rest', async () => {
		await using target = await startTestEmulator(SEED, {
			latency: 1,
			emptyFor: ['hero'],
			rateLimit: 9,
		});
		expect((await target.control('POST', '/behaviour', { fail: 503 })).value).toEqual({
			latency: 1,
			fail: 503,
			rateLimit: 9,
			emptyFor: ['hero'],
		});
		expect((await target.ask(ASK)).status).toBe(503);
		await target.control('POST', '/behaviour', { fail: 0, rateLimit: null });
		expect((await target.control('GET', '/behaviour')).value).toMatchObject({ rateLimit: null });
		expect((await target.ask(ASK)).status).toBe(200);
	});

	it.each([{ fail: 'often' }, { unknown: 1 }, { rateLimit: 0 }, 'text', null])(
		'refuses %j',
		async (body) => {
			await using target = await startTestEmulator(SEED);
			expect((await target.control('POST', '/behaviour', body)).status).toBe(400);
			expect((await target.ask(ASK)).status).toBe(200);
		},
	);

	it('is not on the port of the API, nor the API on its port', async () => {
		await using target = await startTestEmulator(SEED);
		expect((await target.send('/exposures', {})).status).toBe(404);
		expect((await target.control('POST', `${target.path}?apiKey=${KEY}`, ASK)).status).toBe(404);
		expect((await target.control('GET', '/constructor')).status).toBe(404);
	});
});

describe('a port', () => {
	it('that is taken is told, and nothing is left open', async () => {
		const taken = createServer().listen(0, '127.0.0.1');
		await once(taken, 'listening');
		const address = taken.address();
		const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
		await expect(startTestEmulator(SEED, { controlPort: port })).rejects.toMatchObject({
			name: 'InvalidValue',
			problems: [{ path: 'controlPort' }],
		});
		await expect(startTestEmulator(SEED, { port: 70_000 })).rejects.toMatchObject({
			problems: [{ path: 'port' }],
		});
		taken.close();
	});
});
