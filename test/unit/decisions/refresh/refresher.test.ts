import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Known } from '../../../../integration/src/decisions/refresh/known.js';
import { createNoShare } from '../../../../integration/src/decisions/refresh/share-types.js';
import { subjectsOf } from '../../../../integration/src/decisions/refresh/subjects.js';
import { createRestingRefresher } from '../../../../integration/src/decisions/resting-refresher.js';
import { createRateLimit } from '../../../../integration/src/emulator/rate-limit.js';
import { experience } from '../../../../integration/src/definition/experiences.js';
import { z } from 'astro/zod';
import { definitionOf, text } from '../../../support/definition.js';
import {
	callError,
	definition,
	FakeChoose,
	refresherWith,
	segmentOf,
	shown,
} from './fake-choose.js';

const MINUTE = 60_000;
const START = 1_700_000_000_000;
const stops: (() => Promise<void>)[] = [];

beforeEach(() => {
	vi.useFakeTimers({ now: START });
});
afterEach(async () => {
	await Promise.all(stops.splice(0).map((stop) => stop()));
	vi.useRealTimers();
});

async function startWith(options: Parameters<typeof refresherWith>[0] = {}) {
	const made = refresherWith(options);
	stops.push(made.refresher.stop);
	const started = made.refresher.start();
	await vi.advanceTimersByTimeAsync(2_000);
	await started;
	return made;
}

const tenSegments = definitionOf({
	segments: Object.fromEntries(
		Array.from({ length: 10 }, (_, index) => [`s${index}`, { when: false }]),
	),
	experiences: { hero: text() },
});

function builtWith(hero: string, fetchedAt = START - MINUTE) {
	const reply = { experiences: { hero }, groups: {} };
	return [{ segment: 'pro', device: 'desktop', fetchedAt, reply }] as const;
}

function keptWith(hero: string, at: number, rest: Partial<Known> = {}): Known {
	const [subject] = subjectsOf(definition, 'here');
	return {
		identity: subject?.identity ?? '',
		asked: ['hero', 'promo'],
		snapshot: { ...builtWith(hero)[0], fetchedAt: at },
		misses: {},
		answeredAt: at,
		attempt: { at, failed: false },
		...rest,
	};
}

function shareWith(...known: Known[]) {
	const share = createNoShare();
	return { ...share, snapshots: { ...share.snapshots, read: () => known } };
}

describe('at its start', () => {
	it('asks once for every segment on every device', async () => {
		const client = new FakeChoose();
		const { refresher, changes } = await startWith({ client });
		expect(client.calls.map(({ device }) => device)).toEqual(['desktop', 'mobile']);
		expect(shown(refresher.present)).toBe('x');
		expect(changes).toHaveLength(1);
	});

	it('waits two seconds at most, and takes what comes later', async () => {
		const client = new FakeChoose();
		client.latency = 3_000;
		const { refresher } = refresherWith({ client, built: builtWith('built') });
		stops.push(refresher.stop);
		const ended = vi.fn();
		void refresher.start().then(ended);
		await vi.advanceTimersByTimeAsync(1_999);
		expect(ended).not.toHaveBeenCalled();
		await vi.advanceTimersByTimeAsync(1);
		expect(ended).toHaveBeenCalled();
		expect(shown(refresher.present)).toBe('built');
		await vi.advanceTimersByTimeAsync(1_000);
		expect(shown(refresher.present)).toBe('x');
	});

	const hour = START - 60 * MINUTE;
	it.each([
		['the build, when it is newer', [keptWith('kept', hour)], 'built'],
		['what was kept, when it is newer', [keptWith('kept', START - 1)], 'kept'],
		[
			'the build, when another profile was asked',
			[keptWith('kept', START - 1, { identity: 'x' })],
			'built',
		],
		[
			'the newest of what was kept',
			[keptWith('a', hour), keptWith('b', START - 1, { asked: ['hero'] })],
			'b',
		],
		[
			'the build, for what was not asked for',
			[keptWith('kept', START - 1, { asked: ['promo'] })],
			'built',
		],
	])('has %s', (_what, known, expected) => {
		const { refresher } = refresherWith({ built: builtWith('built'), share: shareWith(...known) });
		expect(shown(refresher.present)).toBe(expected);
	});

	it('leaves out a segment that is not declared any more', () => {
		const [gone] = builtWith('x');
		const { refresher } = refresherWith({ built: [{ ...gone, segment: 'gone' }] });
		expect(refresher.present).toEqual([]);
	});
});

describe('on schedule', () => {
	it('asks every `maxAge`, each time as a new visit', async () => {
		const client = new FakeChoose();
		await startWith({ client });
		await vi.advanceTimersByTimeAsync(60 * MINUTE);
		const calls = client.callsFor('pro').filter(({ device }) => device === 'desktop');
		expect(calls).toHaveLength(13);
		expect(new Set(calls.map(({ sessionId }) => sessionId)).size).toBe(calls.length);
	});

	it('asks rarely for a segment without visitors, and soon when it has some again', async () => {
		const client = new FakeChoose();
		const visited: { at?: number } = {};
		await startWith({ client, lastSeen: () => visited.at });
		await vi.advanceTimersByTimeAsync(16 * MINUTE);
		client.calls.length = 0;
		await vi.advanceTimersByTimeAsync(60 * MINUTE);
		expect(client.calls.length).toBe(2 * 4);
		await vi.advanceTimersByTimeAsync(6 * MINUTE);
		client.calls.length = 0;
		visited.at = Date.now();
		await vi.advanceTimersByTimeAsync(1_100);
		expect(client.calls).toHaveLength(2);
	});

	it('makes as many calls for a thousand visitors as for one', async () => {
		const counts: number[] = [];
		for (const between of [4 * MINUTE, 1]) {
			vi.setSystemTime(START);
			const client = new FakeChoose();
			const lastSeen = () => Date.now() - (Date.now() % between);
			const { refresher } = await startWith({ client, lastSeen });
			await vi.advanceTimersByTimeAsync(60 * MINUTE);
			await refresher.stop();
			counts.push(client.calls.length);
		}
		expect(counts).toEqual([26, 26]);
	});

	it('has a few calls under way at once, and never two for the same', async () => {
		const client = new FakeChoose();
		client.latency = 100;
		const { refresher } = await startWith({ client, definition: tenSegments, concurrency: 3 });
		expect([client.calls.length, client.most]).toEqual([20, 3]);
		void refresher.refresh();
		void refresher.refresh();
		await vi.advanceTimersByTimeAsync(2_000);
		// The second takes what the first gets, but for the three calls that had begun.
		expect([client.calls.length, client.most]).toEqual([43, 3]);
	});

	it('tells of a change of content, and not of a mere new answer', async () => {
		const client = new FakeChoose();
		const { refresher, changes } = await startWith({ client });
		await vi.advanceTimersByTimeAsync(11 * MINUTE);
		expect(changes).toHaveLength(1);
		client.answer = () => ({ hero: 'new' });
		await vi.advanceTimersByTimeAsync(6 * MINUTE);
		expect(shown(changes.at(-1) ?? [])).toBe('new');
		expect(refresher.present[0]?.fetchedAt).toBeGreaterThan(START + 11 * MINUTE);
	});

	it('tells once of changes that come together', async () => {
		const client = new FakeChoose();
		const { changes } = await startWith({ client, definition: tenSegments });
		expect(changes).toHaveLength(1);
	});

	it('keeps a choice that one answer lacks, and drops it after the second', async () => {
		const client = new FakeChoose(() => ({ hero: 'x', promo: 'p' }));
		const { refresher } = await startWith({ client });
		client.answer = () => ({ hero: 'x' });
		await vi.advanceTimersByTimeAsync(5 * MINUTE);
		expect(shown(refresher.present, 'promo')).toBe('p');
		await vi.advanceTimersByTimeAsync(5 * MINUTE);
		expect(shown(refresher.present, 'promo')).toBeUndefined();
	});

	it('keeps all for five answers when most vanish, and says so once', async () => {
		const client = new FakeChoose(() => ({ hero: 'x', promo: 'p' }));
		const { refresher, logged } = await startWith({ client });
		client.answer = () => ({});
		await vi.advanceTimersByTimeAsync(21 * MINUTE);
		expect(shown(refresher.present)).toBe('x');
		await vi.advanceTimersByTimeAsync(5 * MINUTE);
		expect(shown(refresher.present)).toBeUndefined();
		expect(logged.filter((line) => line.includes('state=vanishing'))).toHaveLength(1);
	});
});

describe('asked to refresh', () => {
	it('takes the answers as they are, at once', async () => {
		const client = new FakeChoose(() => ({ hero: 'x', promo: 'p' }));
		const { refresher } = await startWith({ client });
		client.answer = () => ({ promo: 'new' });
		const outcome = refresher.refresh();
		await vi.advanceTimersByTimeAsync(100);
		expect(await outcome).toEqual({ asked: 2, failed: 0, problems: [] });
		expect([shown(refresher.present), shown(refresher.present, 'promo')]).toEqual([
			undefined,
			'new',
		]);
	});

	it('for one experience asks for that one, and leaves the rest', async () => {
		const client = new FakeChoose(() => ({ hero: 'x', promo: 'p' }));
		const { refresher } = await startWith({ client });
		client.answer = () => ({ promo: 'new' });
		const outcome = refresher.refresh('promo');
		await vi.advanceTimersByTimeAsync(100);
		await outcome;
		expect(client.calls.at(-1)).toMatchObject({ names: ['promo'], groups: [] });
		expect([shown(refresher.present), shown(refresher.present, 'promo')]).toEqual(['x', 'new']);
	});

	it('asks again when a call that began before has not been answered', async () => {
		const client = new FakeChoose();
		const { refresher } = await startWith({ client });
		client.latency = 1_000;
		void refresher.refresh();
		await vi.advanceTimersByTimeAsync(500);
		client.answer = () => ({ hero: 'edited' });
		const outcome = refresher.refresh();
		await vi.advanceTimersByTimeAsync(2_000);
		await outcome;
		expect(shown(refresher.present)).toBe('edited');
	});

	it('says what went wrong, each reason once, and what is not declared', async () => {
		const client = new FakeChoose();
		const { refresher } = await startWith({ client });
		client.answer = () => callError('ChooseUnavailable');
		const outcome = refresher.refresh();
		await vi.advanceTimersByTimeAsync(100);
		expect(await outcome).toMatchObject({ asked: 2, failed: 2, problems: [/ChooseUnavailable/] });
		expect(await refresher.refresh('gone')).toEqual({
			asked: 0,
			failed: 0,
			problems: ['gone is not declared per segment'],
		});
	});
});

describe('while Choose fails', () => {
	const down = () => callError('ChooseUnavailable');

	it('keeps what was decided, makes few calls, says so once, and recovers', async () => {
		const client = new FakeChoose();
		const { refresher, logged } = await startWith({ client, definition: tenSegments, maxAge: 1 });
		client.answer = down;
		await vi.advanceTimersByTimeAsync(1_500);
		client.calls.length = 0;
		await vi.advanceTimersByTimeAsync(10 * MINUTE);
		expect(client.calls.length).toBeLessThan(30);
		expect(client.calls.length).toBeGreaterThan(10);
		expect(refresher.status.breaker).toBe('open');
		expect(shown(refresher.present, 'hero', 's7')).toBe('x');
		client.answer = () => ({ hero: 'back' });
		await vi.advanceTimersByTimeAsync(61_000);
		expect(refresher.present.map((one) => one.reply.experiences.hero)).toEqual(
			Array.from({ length: 20 }, () => 'back'),
		);
		expect(logged.map((line) => /state=\w+/.exec(line)?.[0])).toEqual([
			'state=open',
			'state=closed',
		]);
		expect(refresher.status.breaker).toBe('closed');
	});

	it('shows defaults of what is too old, and the decisions again afterwards', async () => {
		const price = experience({
			per: 'segment',
			staleIfError: 600,
			schema: z.string(),
			default: '',
		});
		const client = new FakeChoose(() => ({ hero: 'x', price: '10' }));
		const { refresher, changes, logged } = await startWith({
			client,
			definition: definitionOf({
				segments: { pro: { when: false } },
				experiences: { hero: text(), price },
			}),
			staleIfError: 3_600,
		});
		client.answer = down;
		await vi.advanceTimersByTimeAsync(11 * MINUTE);
		expect([shown(refresher.present), shown(refresher.present, 'price')]).toEqual(['x', undefined]);
		expect(changes.at(-1)?.[0]?.expired).toEqual(['price']);
		await vi.advanceTimersByTimeAsync(50 * MINUTE);
		expect(refresher.present[0]?.expired).toEqual(['hero', 'price']);
		client.answer = () => ({ hero: 'x', price: '10' });
		await vi.advanceTimersByTimeAsync(2 * MINUTE);
		expect(refresher.present[0]).toMatchObject({
			expired: [],
			reply: { experiences: { hero: 'x', price: '10' } },
		});
		expect(logged.filter((line) => line.includes('state=expired'))).toHaveLength(1);
	});

	it('for one segment only, asks for the others as ever', async () => {
		const client = new FakeChoose((question) =>
			segmentOf(question) === 's3' ? down() : { hero: 'x' },
		);
		const { refresher } = await startWith({ client, definition: tenSegments });
		await vi.advanceTimersByTimeAsync(30 * MINUTE);
		expect(refresher.status.breaker).toBe('closed');
		expect(client.callsFor('s4').length).toBeGreaterThan(10);
		expect(client.callsFor('s3').length).toBeLessThan(60);
	});

	it('lets one call of a refresh try, and asks for the others if it is answered', async () => {
		const client = new FakeChoose(down);
		const { refresher } = await startWith({ client, definition: tenSegments });
		client.calls.length = 0;
		const outcome = refresher.refresh();
		await vi.advanceTimersByTimeAsync(100);
		expect(await outcome).toMatchObject({ asked: 1, failed: 1 });
		client.answer = () => ({ hero: 'x' });
		const second = refresher.refresh();
		await vi.advanceTimersByTimeAsync(500);
		expect(await second).toEqual({ asked: 20, failed: 0, problems: [] });
	});

	it('tries a wrong key once, and again only after a while', async () => {
		const client = new FakeChoose(() => callError('ChooseUnauthorized'));
		const { refresher, logged } = await startWith({ client, definition: tenSegments, maxAge: 1 });
		expect(refresher.status.breaker).toBe('open');
		// Those that were under way when the first was answered.
		expect(client.calls.filter(({ at }) => at < START + 500)).toHaveLength(4);
		await vi.advanceTimersByTimeAsync(10 * MINUTE);
		expect(client.calls.length).toBeGreaterThan(10);
		expect(client.calls.length).toBeLessThan(30);
		expect(refresher.status.lastProblem).toContain('ChooseUnauthorized');
		expect(logged.filter((line) => line.includes('state=open'))).toHaveLength(1);
	});

	it('keeps to a limit of the rate of calls', async () => {
		const limit = createRateLimit();
		const client = new FakeChoose(() =>
			limit.take(2, Date.now())
				? { hero: 'x' }
				: callError('ChooseRateLimited', { replenishTime: 500 }),
		);
		const { refresher, logged } = await startWith({ client, maxAge: 0.1 });
		await vi.advanceTimersByTimeAsync(30_000);
		expect(refresher.status.calls.made).toBeGreaterThan(40);
		expect(refresher.status.calls.failed).toBeLessThanOrEqual(3);
		expect(logged.filter((line) => line.includes('state=paused'))).toHaveLength(1);
	});

	it('asks nothing until it may, when it limits the rate of calls, and then at that rate', async () => {
		const client = new FakeChoose();
		const { refresher, logged } = await startWith({ client, definition: tenSegments, maxAge: 60 });
		client.answer = () =>
			callError('ChooseRateLimited', { retryAfter: 5 * MINUTE, replenishTime: 1_000 });
		await vi.advanceTimersByTimeAsync(61_000);
		client.calls.length = 0;
		client.answer = () => ({ hero: 'new' });
		expect(refresher.status.pausedUntil).toBeGreaterThan(Date.now());
		expect(await refresher.refresh()).toMatchObject({ asked: 0, problems: [/until 20/] });
		await vi.advanceTimersByTimeAsync(4 * MINUTE);
		expect(client.calls).toEqual([]);
		await vi.advanceTimersByTimeAsync(90_000);
		const gaps = client.calls.slice(1, 20).map(({ at }, index) => at - client.calls[index]!.at);
		expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
		expect(shown(refresher.present, 'hero', 's9')).toBe('new');
		expect(logged.map((line) => /state=\w+/.exec(line)?.[0])).toEqual([
			'state=paused',
			'state=closed',
		]);
	});
});

it('names no private segment', async () => {
	const client = new FakeChoose(() => ({ hero: 'x', promo: 'p' }));
	const { refresher, logged } = await startWith({
		client,
		definition: definitionOf({
			segments: { hidden: { private: true } },
			experiences: { hero: text(), promo: text() },
		}),
	});
	client.answer = () => ({});
	await vi.advanceTimersByTimeAsync(6 * MINUTE);
	const problem = { name: 'ChooseRejected', path: '', expected: '', hint: '' } as const;
	const said = callError('ChooseRejected');
	Object.assign(said, { problems: [{ ...problem, found: 'of-hidden' }], message: 'of-hidden' });
	client.answer = () => said;
	const outcome = refresher.refresh();
	await vi.advanceTimersByTimeAsync(100);
	const told = JSON.stringify([logged, await outcome, refresher.status]);
	expect(told).toContain('private segment 1');
	expect(told).toContain('ChooseRejected');
	expect(told).not.toContain('hidden');
});

it('ends what is under way when it stops, and does not take that for a failure', async () => {
	const client = new FakeChoose();
	const write = vi.fn();
	const share = createNoShare();
	const { refresher, logged } = await startWith({
		client,
		share: { ...share, snapshots: { ...share.snapshots, write } },
	});
	client.latency = 60_000;
	void refresher.refresh();
	await refresher.stop();
	await vi.advanceTimersByTimeAsync(10 * MINUTE);
	expect([client.underWay, client.calls.length, logged]).toEqual([0, 4, []]);
	expect(JSON.stringify(write.mock.calls)).not.toContain('"failed":true');
	expect(vi.getTimerCount()).toBeLessThanOrEqual(2);
});

it('without a key has what the build and earlier processes knew, and says what to set', async () => {
	const resting = createRestingRefresher({
		definition,
		source: 'here',
		built: builtWith('built'),
		share: shareWith(keptWith('kept', START - 1, { attempt: { at: START, failed: true } })),
		reason: 'Set INTEMPT_API_KEY.',
		now: () => START + 1e10,
	});
	await resting.start();
	expect(shown(resting.present)).toBe('kept');
	expect(resting.status.role).toBe('off');
	expect(await resting.refresh()).toEqual({
		asked: 0,
		failed: 0,
		problems: ['Set INTEMPT_API_KEY.'],
	});
});
