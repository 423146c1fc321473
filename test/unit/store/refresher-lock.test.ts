import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'astro/zod';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRefresherLock } from '../../../integration/src/store/refresher-lock.js';

let folder: URL;
let file: URL;
const started: { stop(): void }[] = [];

beforeEach(() => {
	vi.useFakeTimers({ now: Date.now() });
	folder = pathToFileURL(`${mkdtempSync(join(tmpdir(), 'choose-lock-'))}/`);
	file = new URL('state/refresher.lock', folder);
});
afterEach(() => {
	for (const lock of started.splice(0)) lock.stop();
	vi.useRealTimers();
	rmSync(folder, { recursive: true, force: true });
});

/** A process of the machine; `told` counts how often it took or lost the lock after its start. */
function startProcess() {
	const lock = createRefresherLock({ file, now: Date.now });
	const told = vi.fn();
	lock.start(told);
	started.push(lock);
	return { lock, told };
}

const ownerSchema = z.looseObject({
	pid: z.number(),
	host: z.string(),
	numbering: z.string().optional(),
	birth: z.string().optional(),
});
type Owner = z.output<typeof ownerSchema>;

/** What a process left behind: its number, its machine, and how many milliseconds ago it last gave a sign of life. */
function leave(owner: Partial<Owner> | string, ago: number) {
	startProcess().lock.stop();
	const left = { token: 'left', host: hostname(), ...(typeof owner === 'string' ? {} : owner) };
	writeFileSync(file, typeof owner === 'string' ? owner : JSON.stringify(left));
	const at = (Date.now() - ago) / 1_000;
	utimesSync(file, at, at);
}

function ownerOf(): Partial<Owner> {
	return ownerSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** A number that no process has. */
const GONE = 2 ** 22 + 1;
const OTHER_RUNNING = process.ppid;

describe('one process of a machine', () => {
	it('holds the lock, and leaves it to another when it stops', () => {
		const [first, second] = [startProcess(), startProcess()];
		expect([first.lock.isHeld, second.lock.isHeld]).toEqual([true, false]);
		first.lock.stop();
		vi.advanceTimersByTime(1_000);
		expect(second.lock.isHeld).toBe(true);
		expect(second.told).toHaveBeenCalledTimes(1);
		expect(readdirSync(new URL('./', file))).toEqual(['refresher.lock']);
	});

	it('keeps it as long as it lives', () => {
		const [first, second] = [startProcess(), startProcess()];
		vi.advanceTimersByTime(120_000);
		expect([first.lock.isHeld, second.lock.isHeld]).toEqual([true, false]);
		expect(first.told).not.toHaveBeenCalled();
	});

	it('takes it anew when its file was removed', () => {
		const { lock, told } = startProcess();
		rmSync(file);
		vi.advanceTimersByTime(1_000);
		expect([lock.isHeld, told.mock.calls.length]).toEqual([true, 0]);
		expect(ownerOf()).toMatchObject({ pid: process.pid });
	});

	it('steps down when another was given it', () => {
		const { lock, told } = startProcess();
		leave({ pid: OTHER_RUNNING }, 0);
		vi.advanceTimersByTime(1_000);
		expect(lock.isHeld).toBe(false);
		expect(told).toHaveBeenCalledTimes(1);
		lock.stop();
		expect(ownerOf()).toMatchObject({ token: 'left' });
	});
});

describe('what another left is', () => {
	it.each([
		['taken when that process has gone', { pid: GONE }, 3_000, true],
		['left for a moment when it may have run elsewhere', { pid: GONE }, 2_000, false],
		['left while that process runs', { pid: OTHER_RUNNING }, 10_000, false],
		['taken when it runs and is silent for long', { pid: OTHER_RUNNING }, 16_000, true],
		['left when nobody knows whether it runs', { pid: GONE, host: 'other' }, 10_000, false],
		['taken when it is silent for long', { pid: GONE, host: 'other' }, 16_000, true],
		['taken from an earlier process of the same number', { pid: process.pid }, 3_600_000, true],
		['left while it may be half written', '', 10_000, false],
		['taken when it is no lock at all', '{"pid":', 16_000, true],
	])('%s', (_what, owner, ago, isTaken) => {
		leave(owner, ago);
		expect(startProcess().lock.isHeld).toBe(isTaken);
	});

	it.each([
		['taken at once when that process has certainly gone', { pid: GONE }, true],
		[
			'taken at once when another process has its number',
			{ birth: '1' },
			process.platform === 'linux',
		],
		['left when its number is one of another container', { pid: GONE, numbering: 'x' }, false],
		['left while that process runs', {}, false],
	])('%s', (_what, difference, isTaken) => {
		const { lock } = startProcess();
		const owner = ownerOf();
		lock.stop();
		leave({ ...owner, ...difference }, 0);
		expect(startProcess().lock.isHeld).toBe(isTaken);
	});

	it('taken by one of many', () => {
		leave({ pid: GONE }, 60_000);
		const all = Array.from({ length: 8 }, startProcess);
		vi.advanceTimersByTime(5_000);
		expect(all.filter(({ lock }) => lock.isHeld)).toHaveLength(1);
	});

	it('taken although somebody died while taking it', () => {
		leave({ pid: GONE }, 60_000);
		const claim = new URL(`${file.href}.after-left`);
		writeFileSync(claim, JSON.stringify({ token: 'x', pid: GONE, host: hostname() }));
		utimesSync(claim, 0, 0);
		const { lock } = startProcess();
		vi.advanceTimersByTime(1_000);
		expect(lock.isHeld).toBe(true);
		expect(readdirSync(new URL('./', file))).toEqual(['refresher.lock']);
	});

	it('not taken by who was slower than another', () => {
		leave({ pid: GONE }, 60_000);
		writeFileSync(
			new URL(`${file.href}.after-left`),
			JSON.stringify({ token: 'x', pid: OTHER_RUNNING, host: hostname() }),
		);
		expect(startProcess().lock.isHeld).toBe(false);
	});
});

it('is held by each process where no file can be written', () => {
	writeFileSync(new URL('state', folder), 'a file in place of the folder');
	const [first, second] = [startProcess(), startProcess()];
	expect([first.lock.isHeld, second.lock.isHeld]).toEqual([true, true]);
});
