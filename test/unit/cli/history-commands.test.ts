import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'astro/zod';
import { readPin } from '../../../integration/src/store/pin-file.js';
import { runCommand } from '../../support/cli.js';
import { definitionOf, text } from '../../support/definition.js';
import { createRecordedSite, snapshotsOf, type RecordedSite } from '../../support/recorded.js';

const PRIVATE = 'insolvent-customers';
const definition = definitionOf({
	segments: { pro: { when: false }, social: { when: false }, [PRIVATE]: { private: true } },
	experiences: { hero: text('hero default'), tip: text('tip default') },
});
const HOUR = 3_600_000;
const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR).toISOString();

let site: RecordedSite;
beforeEach(async () => {
	site = await createRecordedSite(definition);
	await site.record({
		at: hoursAgo(3),
		payloads: { pro: { hero: 'first' }, social: {}, [PRIVATE]: {} },
	});
	await site.record({
		at: hoursAgo(1),
		payloads: { pro: { hero: 'second' }, social: { tip: 'new' }, [PRIVATE]: { tip: 'secret' } },
	});
});
afterEach(() => site.remove());

const pinned = () => {
	const reading = readPin(site.state.pin);
	return reading.kind === 'read' ? reading.value : undefined;
};
const run = (...args: string[]) => runCommand([...args, '--server', site.folder]);

describe('astro-choose log', () => {
	const lines = async (...args: string[]) => {
		const { code, stdout } = await run('log', ...args);
		expect(code).toBe(0);
		return stdout
			.split('\n')
			.slice(0, -1)
			.map((line) => line.replace(/^\S+Z +/, '').split(/ {2,}/));
	};

	it('lists changes for reading, the newest last', async () => {
		const listed = await lines();
		expect(listed.map(([audience, name, , reason]) => [audience, name, reason])).toEqual([
			['(defaults)', 'hero', 'default: absent'],
			['(defaults)', 'tip', 'default: absent'],
			['pro, desktop', 'hero', 'chosen'],
			['pro, mobile', 'hero', 'chosen'],
			['pro, desktop', 'hero', 'chosen'],
			['pro, mobile', 'hero', 'chosen'],
			['social, desktop', 'tip', 'chosen'],
			['social, mobile', 'tip', 'chosen'],
		]);
	});

	it.each([
		{ args: ['--segment', 'social'], count: 2 },
		{ args: ['--segment', 'social, pro'], count: 6 },
		{ args: ['--experience', 'hero'], count: 5 },
		{ args: ['--segment', 'pro', '--experience', 'tip'], count: 0 },
		{ args: ['--since', '-2h'], count: 4 },
		{ args: ['--since=-90m'], count: 4 },
		{ args: ['--since', '-1d'], count: 8 },
		{ args: ['--since', hoursAgo(2)], count: 4 },
		{ args: ['--since', '-30s'], count: 0 },
	])('$args: $count', async ({ args, count }) => {
		expect(await lines(...args)).toHaveLength(count);
	});

	it('--json prints a line of JSON for each', async () => {
		const { stdout } = await run('log', '--json', '--segment', 'social');
		const printed = stdout
			.split('\n')
			.slice(0, -1)
			.map((line): unknown => JSON.parse(line));
		expect(printed).toMatchObject([
			{
				segment: 'social',
				device: 'desktop',
				experience: 'tip',
				reason: 'choice',
				build: 'build-one',
			},
			{ segment: 'social', device: 'mobile' },
		]);
	});

	it('says where it looked when there is nothing', async () => {
		const { code, stdout, stderr } = await run('log', '--state', `${site.folder}/elsewhere`);
		expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
		expect(stderr).toContain('elsewhere/decisions.ndjson');
	});
});

describe('astro-choose pin', () => {
	it('pins the replies of a time, private segments as well, and says what that changes', async () => {
		const { code, stdout } = await run('pin', '--at', '-2h');
		expect(code).toBe(0);
		expect(stdout).toContain('6 decisions differ from the present ones');
		expect(stdout).toContain(`Every server that shares ${site.folder}/choose-state/ follows`);
		expect(stdout).not.toContain(PRIVATE);
		expect(
			pinned()?.snapshots.map(({ segment, device, reply }) => [segment, device, reply.experiences]),
		).toEqual([
			['pro', 'desktop', { hero: 'first' }],
			['pro', 'mobile', { hero: 'first' }],
			['social', 'desktop', {}],
			['social', 'mobile', {}],
			[PRIVATE, 'desktop', {}],
			[PRIVATE, 'mobile', {}],
		]);
	});

	it('pins the present without --at', async () => {
		const { stdout } = await run('pin');
		expect(stdout).toContain('no decision differs');
		expect(pinned()?.snapshots[0]?.reply.experiences).toEqual({ hero: 'second' });
	});

	it('changes nothing when nothing is known of the time', async () => {
		const { code, stderr } = await run('pin', '--at', '-1d');
		expect(code).toBe(1);
		expect(stderr).toContain('NothingRecorded');
		expect(pinned()).toBeUndefined();
	});

	it.each(['yesterday', '2026-13-01', '-2', '5m'])('--at %s is not understood', async (at) => {
		const { code, stderr } = await run('pin', `--at=${at}`);
		expect(code).toBe(2);
		expect(stderr).toContain('--at');
	});
});

describe('astro-choose unpin', () => {
	it('says that nothing was pinned', async () => {
		expect((await run('unpin')).stdout).toContain('Nothing was pinned');
	});

	it('takes the pin away, and says what the last decisions change', async () => {
		await run('pin', '--at', '-2h');
		const past = snapshotsOf({ at: hoursAgo(9), payloads: { pro: { hero: 'of a build before' } } });
		const last = snapshotsOf({
			at: hoursAgo(0),
			payloads: { pro: { hero: 'first', tip: 'new' }, social: {}, [PRIVATE]: {} },
		});
		const known = [...past, ...last].map((snapshot) => ({ identity: 'one', snapshot }));
		await writeFile(site.state.snapshots, JSON.stringify({ version: 1, known }));
		const { code, stdout } = await run('unpin');
		expect(code).toBe(0);
		expect(stdout).toContain('2 decisions differ from the present ones');
		expect(pinned()).toBeUndefined();
	});

	it('works where the last decisions are not known', async () => {
		await run('pin');
		expect((await run('unpin')).stdout).toContain('Unpinned');
		expect(pinned()).toBeUndefined();
	});
});

it.each([
	{ args: ['show'], told: 'one path' },
	{ args: ['show', 'pricing'], told: 'one path' },
	{ args: ['show', '/a', '/b'], told: 'one path' },
	{ args: ['show', '/a', '--device', 'tablet'], told: 'desktop or mobile' },
])('$args is not understood', async ({ args, told }) => {
	const { code, stderr } = await run(...args);
	expect(code).toBe(2);
	expect(stderr).toContain(told);
});

it('shows nothing of a build whose pages are gone', async () => {
	const { code, stderr } = await run('show', '/');
	expect({ code, stderr: z.string().parse(stderr) }).toMatchObject({
		code: 1,
		stderr: expect.stringContaining('PageNotKept'),
	});
});
