import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RefresherOptions } from '../../../../integration/src/decisions/refresher.js';
import { createRefresherShare } from '../../../../integration/src/store/refresher-share.js';
import { locateStateFolder } from '../../../../integration/src/store/state-folder.js';
import { callError, definition, FakeChoose, refresherWith, shown } from './fake-choose.js';

const SECOND = 1_000;
let folder: string;
let choose: FakeChoose;
const stops: (() => Promise<void>)[] = [];

beforeEach(() => {
	vi.useFakeTimers({ now: Date.now() });
	folder = mkdtempSync(join(tmpdir(), 'choose-share-'));
	choose = new FakeChoose(() => ({ hero: 'first', promo: 'promo' }));
});
afterEach(async () => {
	for (const stop of stops.splice(0).reverse()) await stop();
	vi.useRealTimers();
	rmSync(folder, { recursive: true });
});

/** A process that asks Choose, and shares its state folder with others. */
function createProcess(options: Partial<RefresherOptions> = {}) {
	const state = locateStateFolder(pathToFileURL(`${folder}/`), undefined);
	const onProblem = (error: unknown) => expect.unreachable(String(error));
	const [source, now] = ['here', Date.now];
	const share = createRefresherShare({ state, definition, source, idle: 900, now, onProblem });
	const { refresher } = refresherWith({ client: choose, share, maxAge: 600, ...options });
	stops.push(refresher.stop);
	return refresher;
}

async function startProcess(options: Partial<RefresherOptions> = {}) {
	const refresher = createProcess(options);
	const started = refresher.start();
	await vi.advanceTimersByTimeAsync(100);
	await started;
	return refresher;
}

describe('processes of one machine', () => {
	it('make the calls of one, and all see what one learns', async () => {
		const processes = [await startProcess(), await startProcess(), await startProcess()];
		expect(processes.map(({ status }) => status.role)).toEqual([
			'asking',
			'following',
			'following',
		]);
		await vi.advanceTimersByTimeAsync(SECOND);
		expect(processes.map(({ present }) => shown(present))).toEqual(['first', 'first', 'first']);
		expect(choose.calls).toHaveLength(2);
		choose.answer = () => ({ hero: 'second' });
		await vi.advanceTimersByTimeAsync(601 * SECOND);
		expect(processes.map(({ present }) => shown(present))).toEqual(['second', 'second', 'second']);
		expect(choose.calls).toHaveLength(4);
	});

	it('know at their start what another learned a moment before', async () => {
		await startProcess();
		await vi.advanceTimersByTimeAsync(100);
		const following = await startProcess();
		expect([following.status.role, shown(following.present)]).toEqual(['following', 'first']);
		expect(choose.calls).toHaveLength(2);
	});

	it('take over what any of them refreshed', async () => {
		const [asking, following] = [await startProcess(), await startProcess()];
		choose.answer = () => ({ hero: 'pushed' });
		const refreshed = following.refresh('hero');
		await vi.advanceTimersByTimeAsync(100);
		expect(await refreshed).toEqual({ asked: 2, failed: 0, problems: [] });
		expect(shown(following.present)).toBe('pushed');
		await vi.advanceTimersByTimeAsync(SECOND);
		expect([shown(asking.present), shown(asking.present, 'promo')]).toEqual(['pushed', 'promo']);
	});

	it('are followed by another when the one that asks stops', async () => {
		const [asking, following] = [await startProcess(), await startProcess()];
		await asking.stop();
		choose.answer = () => ({ hero: 'later', promo: 'promo' });
		await vi.advanceTimersByTimeAsync(2 * SECOND);
		expect(following.status.role).toBe('asking');
		await vi.advanceTimersByTimeAsync(600 * SECOND);
		expect(shown(following.present)).toBe('later');
		expect(choose.calls).toHaveLength(4);
	});

	it('hand on what they knew to the next, even while Choose is down', async () => {
		const before = await startProcess();
		await before.stop();
		choose.answer = () => callError('ChooseUnavailable');
		const after = createProcess();
		expect(shown(after.present)).toBe('first');
		const started = after.start();
		await vi.advanceTimersByTimeAsync(100);
		await started;
		expect([shown(after.present), after.status.calls.failed]).toEqual(['first', 2]);
	});
});
