import { appendFile, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestValue } from '../../../../integration/src/decisions/digest.js';
import { readLog } from '../../../../integration/src/store/decision-log.js';
import { historyFolders } from '../../../../integration/src/store/history/history-folders.js';
import { readPast } from '../../../../integration/src/store/history/past.js';
import { definitionOf, text, texts } from '../../../support/definition.js';
import {
	createRecordedSite,
	readState,
	snapshotsOf,
	type RecordedSite,
} from '../../../support/recorded.js';
import { notEmpty } from '../../../support/not-empty.js';

const SECRET_NAME = 'insolvent-customers';
const definition = definitionOf({
	segments: {
		pro: { when: { cookie: { plan: 'pro' } } },
		[SECRET_NAME]: { private: true },
		everyone: {},
	},
	experiences: { hero: text('hero default'), tip: text('tip default'), test: text('a', 'visitor') },
	groups: { slots: texts() },
});

let site: RecordedSite;
beforeEach(async () => {
	site = await createRecordedSite(definition);
});
afterEach(() => site.remove());

const ALL = { pro: {}, [SECRET_NAME]: {}, everyone: {} };
const named = (digest: string | null) =>
	['hero default', 'tip default', 'one', 'two', 'a', []].find(
		(one) => digestValue(one) === digest,
	) ?? digest;
const logged = () =>
	readLog(site.state.log).map((one) => [
		one.segment,
		one.device,
		one.experience ?? `group ${one.group}`,
		named(one.old),
		named(one.new),
		one.reason,
	]);
const loggedOf = async (...records: Parameters<RecordedSite['record']>[0][]) => {
	const [last] = records.splice(-1);
	for (const one of records) await site.record(one);
	const before = logged().length;
	await site.record(last!);
	return logged().slice(before);
};

describe('the decision log of a recorder', () => {
	it('begins with the defaults and all that is chosen', async () => {
		await site.record({
			at: '2026-01-01T00:00:00Z',
			payloads: { ...ALL, 'pro/mobile': { hero: 'one' } },
		});
		expect(logged()).toEqual([
			[null, null, 'hero', null, 'hero default', 'absent'],
			[null, null, 'tip', null, 'tip default', 'absent'],
			[null, null, 'test', null, 'a', 'off'],
			[null, null, 'group slots', null, [], 'absent'],
			['pro', 'mobile', 'hero', null, 'one', 'choice'],
		]);
	});

	const chosen = {
		at: '2026-01-01T00:00:00Z',
		payloads: { ...ALL, 'pro/mobile': { hero: 'one' } },
	};
	const later = '2026-01-02T00:00:00Z';
	it.each([
		{ change: 'nothing', record: { ...chosen, at: later }, told: [] },
		{
			change: 'another payload',
			record: { at: later, payloads: { ...ALL, 'pro/mobile': { hero: 'two' } } },
			told: [['pro', 'mobile', 'hero', 'one', 'two', 'choice']],
		},
		{
			change: 'a payload that does not fit',
			record: { at: later, payloads: { ...ALL, 'pro/mobile': { hero: 3 } } },
			told: [['pro', 'mobile', 'hero', 'one', 'hero default', 'invalid']],
		},
		{
			change: 'one that is switched off',
			record: { ...chosen, at: later, off: new Set(['hero']) },
			told: [['pro', 'mobile', 'hero', 'one', 'hero default', 'off']],
		},
		{
			change: 'a segment of which nothing is known any more',
			record: { at: later },
			told: [['pro', 'mobile', 'hero', 'one', 'hero default', 'unavailable']],
		},
		{
			change: 'a private segment’s decision',
			record: { at: later, payloads: { ...chosen.payloads, [SECRET_NAME]: { hero: 'two' } } },
			told: [],
		},
		{
			change: 'a group',
			record: { ...chosen, at: later, groups: { 'everyone/desktop': { slots: ['x'] } } },
			told: [['everyone', 'desktop', 'group slots', [], expect.any(String), 'choice']],
		},
	])('tells of $change', async ({ record, told }) => {
		expect(await loggedOf(chosen, record)).toEqual(told);
	});

	it('goes on where the last process ended, of whatever build', async () => {
		await site.record(chosen);
		site.start();
		const payloads = { ...ALL, 'pro/mobile': { hero: 'two' } };
		expect(await loggedOf({ at: later, payloads, build: 'build-two' })).toEqual([
			['pro', 'mobile', 'hero', 'one', 'two', 'choice'],
		]);
		expect(readLog(site.state.log).at(-1)).toMatchObject({
			build: 'build-two',
			time: '2026-01-02T00:00:00.000Z',
		});
	});

	it('tells of each change once when two processes take turns', async () => {
		const [first, second] = [site.start(), site.start()];
		const at = (hour: number, hero: string) => ({
			at: `2026-01-02T0${hour}:00:00Z`,
			payloads: { ...ALL, 'pro/mobile': { hero } },
		});
		await first(at(1, 'one'));
		await second(at(2, 'two'));
		await first(at(3, 'one'));
		const heroes = logged().filter(([segment]) => segment === 'pro');
		expect(heroes.map(([, , , old, now]) => [old, now])).toEqual([
			[null, 'one'],
			['one', 'two'],
			['two', 'one'],
		]);
		const past = await readPast(historyFolders(site.state), Date.parse(at(4, '').at));
		const found = past?.snapshots.find((one) => one.segment === 'pro' && one.device === 'mobile');
		expect(found?.reply.experiences).toEqual({ hero: 'one' });
	});

	it('names no private segment', async () => {
		await site.record({ ...chosen, payloads: { ...ALL, [SECRET_NAME]: { hero: 'one' } } });
		expect(await readState(site.state.log)).not.toContain(SECRET_NAME);
	});
});

describe('the history of a recorder', () => {
	const folders = () => historyFolders(site.state);
	const pastAt = (at: string) => readPast(folders(), Date.parse(at));
	const repliesAt = async (at: string) =>
		(await pastAt(at))?.snapshots.map(({ segment, device, reply, fetchedAt }) => [
			`${segment}/${device}`,
			reply.experiences,
			new Date(fetchedAt).toISOString().slice(0, 10),
		]);

	it('knows what was in force at any time', async () => {
		await site.record({ at: '2026-01-01T10:00:00Z', payloads: { 'pro/desktop': { hero: 'one' } } });
		await site.record({ at: '2026-01-02T10:00:00Z', payloads: { 'pro/desktop': { hero: 'two' } } });
		await site.record({ at: '2026-01-03T10:00:00Z', payloads: {} });
		expect(await repliesAt('2026-01-01T09:00:00Z')).toBeUndefined();
		expect(await repliesAt('2026-01-02T09:00:00Z')).toEqual([
			['pro/desktop', { hero: 'one' }, '2026-01-01'],
		]);
		expect(await repliesAt('2026-01-02T10:00:00Z')).toEqual([
			['pro/desktop', { hero: 'two' }, '2026-01-02'],
		]);
		expect(await repliesAt('2026-01-09T10:00:00Z')).toEqual([]);
	});

	it('knows which build was in force, also after a rollback', async () => {
		const payloads = { 'pro/desktop': { hero: 'one' } };
		const at = (hour: number) => `2026-01-01T0${hour}:00:00Z`;
		for (const [hour, build] of ['first', 'second', 'first'].entries()) {
			site.start();
			await site.record({ at: at(hour), payloads, build });
		}
		const pasts = await Promise.all([0, 1, 2].map((hour) => pastAt(at(hour))));
		expect(pasts.map((past) => past?.build)).toEqual(['first', 'second', 'first']);
		expect(await repliesAt(at(1))).toEqual(await repliesAt(at(2)));
	});

	it('keeps replies and private segments from the eyes of others', async () => {
		await site.record({ at: '2026-01-01T10:00:00Z', payloads: { [SECRET_NAME]: { hero: 'one' } } });
		expect(await repliesAt('2026-01-01T10:00:00Z')).toHaveLength(2);
		const files = await readdir(site.state.history, { recursive: true, withFileTypes: true });
		const own = files.filter((one) => one.isFile() && one.name !== 'index.json');
		expect(own.length).toBeGreaterThan(3);
		for (const { parentPath, name } of notEmpty(own)) {
			expect((await stat(join(parentPath, name))).mode & 0o077, name).toBe(0);
		}
	});

	it('keeps a reply that is received again and again once', async () => {
		const payloads = { pro: { hero: 'one' }, everyone: { hero: 'one' } };
		await site.record({ at: '2026-01-01T10:00:00Z', payloads });
		await site.record({ at: '2026-01-01T11:00:00Z', payloads });
		expect(await site.list('history/replies')).toHaveLength(1);
	});

	it('forgets what is older than it is kept, but not what was in force then', async () => {
		const day = (number: number) => `2026-01-0${number}T10:00:00Z`;
		for (const number of [1, 2, 3]) {
			const payloads = { 'pro/desktop': { hero: `on day ${number}` } };
			await site.record({ at: day(number), payloads, build: `build-${number}` });
		}
		const past = new Date('2025-12-01');
		for (const folder of ['replies', 'decided'])
			for (const name of await site.list(`history/${folder}`))
				await utimes(new URL(`history/${folder}/${name}`, site.state.url), past, past);
		site.start(2 * 86_400_000);
		await site.record({ at: '2026-01-05T09:00:00Z', payloads: {}, build: 'build-5' });
		expect(await site.list('history/timeline')).toEqual([
			'2026-01-02.ndjson',
			'2026-01-03.ndjson',
			'2026-01-05.ndjson',
		]);
		expect(await repliesAt('2026-01-03T09:00:00Z')).toEqual([
			['pro/desktop', { hero: 'on day 2' }, '2026-01-02'],
		]);
		expect(await site.list('history/replies')).toHaveLength(2);
		expect(await site.list('history/builds')).toEqual(['build-2', 'build-3', 'build-5']);
	});

	it('holds nobody up who is served meanwhile, however much there is', async () => {
		const payloads = { pro: { hero: 'one' } };
		await site.record({ at: '2026-01-01T10:00:00Z', payloads });
		const file = new URL('2026-01-01.ndjson', folders().timeline);
		await appendFile(file, (await readFile(file, 'utf8')).repeat(4_000));
		site.start();
		// By the time of the processor: on a machine that is busy with something else every turn takes long.
		const spent = () => process.cpuUsage().user;
		const start = spent();
		let [last, longest] = [start, 0];
		const look = () => {
			longest = Math.max(longest, spent() - last);
			last = spent();
			looking = setImmediate(look);
		};
		let looking = setImmediate(look);
		await site.record({ at: '2026-01-01T11:00:00Z', payloads: { pro: { hero: 'two' } } });
		clearImmediate(looking);
		// Of many small pieces of work none is a large part of the whole, on however slow a machine.
		expect(longest).toBeLessThan((spent() - start) / 4);
		expect(await repliesAt('2026-01-01T11:00:00Z')).toContainEqual([
			'pro/desktop',
			{ hero: 'two' },
			'2026-01-01',
		]);
	});

	it('keeps no more builds than the present one and ten before it', async () => {
		for (let hour = 10; hour < 23; hour++) {
			await site.record({ at: `2026-01-01T${hour}:00:00Z`, payloads: ALL, build: `build-${hour}` });
		}
		const builds = await site.list('history/builds');
		expect(builds).toHaveLength(11);
		expect(builds).toContain('build-22');
	});

	it('takes a damaged or missing file for one that is not known', async () => {
		const [snapshot] = snapshotsOf({
			at: '2026-01-01T10:00:00Z',
			payloads: { pro: { hero: 'one' } },
		});
		await site.record({ at: '2026-01-01T10:00:00Z', payloads: { pro: { hero: 'one' } } });
		const file = new URL(`${digestValue(snapshot!.reply)}.json`, folders().replies);
		await writeFile(file, '{"experiences":{"hero":"forged"},"groups":{}}');
		expect(await readPast(folders(), Date.now())).toMatchObject({
			isComplete: false,
			snapshots: [],
		});
		await rm(file);
		expect(await readPast(folders(), Date.now())).toMatchObject({
			isComplete: false,
			snapshots: [],
		});
	});
});

describe('a recorder that cannot write', () => {
	it('says so once, and goes on when it can', async () => {
		await writeFile(site.state.url.pathname.replace(/\/$/, ''), 'in its place');
		await site.record({ at: '2026-01-01T10:00:00Z' });
		await site.record({ at: '2026-01-01T11:00:00Z' });
		expect(site.problems).toEqual([expect.stringContaining('could not be written down')]);
		await rm(site.state.url.pathname.replace(/\/$/, ''));
		await site.record({ at: '2026-01-01T12:00:00Z' });
		expect(logged()).toHaveLength(4 + 2 * 2 * 2);
		expect(site.problems).toHaveLength(1);
	});
});
