import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'astro/zod';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createChooseClient } from '../../../../integration/src/choose/client.js';
import type { RefresherOptions } from '../../../../integration/src/decisions/refresher.js';
import { startEmulator, type Emulator } from '../../../../integration/src/emulator/index.js';
import type { BehaviourInput } from '../../../../integration/src/emulator/index.js';
import { createRefresherShare } from '../../../../integration/src/store/refresher-share.js';
import { locateStateFolder } from '../../../../integration/src/store/state-folder.js';
import { definition, refresherWith, shown } from './fake-choose.js';

let folder: string;
let emulator: Emulator;
const stops: (() => Promise<void>)[] = [];

const seedWith = (headline: string, others: readonly string[] = []) => ({
	org: 'acme',
	project: 'web',
	keys: ['pre.k3yt0ken'],
	users: [{ userId: 'of-pro' }],
	experiences: [
		{ name: 'hero', variants: [{ body: headline }] },
		...others.map((name) => ({ name, variants: [{ body: name }] })),
	],
});

async function edit(seed: ReturnType<typeof seedWith>) {
	await writeFile(join(folder, 'seed.json'), JSON.stringify(seed));
	await emulator.reload();
}

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'choose-refresher-'));
	await writeFile(join(folder, 'seed.json'), JSON.stringify(seedWith('first', ['promo'])));
	emulator = await startEmulator({ seedFile: join(folder, 'seed.json') });
});
afterEach(async () => {
	for (const stop of stops.splice(0).reverse()) await stop();
	await emulator.close();
	rmSync(folder, { recursive: true, force: true });
});

async function behave(behaviour: BehaviourInput) {
	const body = JSON.stringify(behaviour);
	await fetch(`${emulator.controlUrl}/behaviour`, { method: 'POST', body });
}

const exposures = z.object({ exposures: z.array(z.object({ sessionId: z.string() })) });

/** Visits that were evaluated: calls, by their session. */
async function visits(): Promise<number> {
	const answer = await fetch(`${emulator.controlUrl}/exposures`);
	const parsed = exposures.parse(await answer.json());
	return new Set(parsed.exposures.map(({ sessionId }) => sessionId)).size;
}

/** A process that asks the emulator, and shares its state folder with others. */
function createProcess(options: Partial<RefresherOptions> = {}) {
	const client = createChooseClient({
		url: emulator.url,
		org: 'acme',
		project: 'web',
		apiKey: 'pre.k3yt0ken',
		auth: 'query',
		timeout: 1_000,
	});
	const state = locateStateFolder(pathToFileURL(`${folder}/`), undefined);
	const [source, now, onProblem] = ['here', Date.now, () => undefined];
	const share = createRefresherShare({ state, definition, source, idle: 900, now, onProblem });
	const made = refresherWith({ client, share, maxAge: 600, random: Math.random, ...options });
	stops.push(client.close, made.refresher.stop);
	return made;
}

// Real time passes here, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000 });
const soon = { timeout: 20_000, interval: 20 };

describe('over HTTP', () => {
	it('a change of the seed arrives within moments of `maxAge`', async () => {
		const { refresher } = createProcess({ maxAge: 0.2 });
		await refresher.start();
		expect(shown(refresher.present)).toBe('first');
		await edit(seedWith('second', ['promo']));
		await vi.waitFor(() => expect(shown(refresher.present)).toBe('second'), soon);
	});

	it('a paused experience is dropped at once by a refresh', async () => {
		const { refresher } = createProcess();
		await refresher.start();
		await behave({ emptyFor: ['promo'] });
		expect(await refresher.refresh()).toEqual({ asked: 2, failed: 0, problems: [] });
		expect([shown(refresher.present), shown(refresher.present, 'promo')]).toEqual([
			'first',
			undefined,
		]);
	});

	it('through an outage the last decisions stay, few calls are made, and it recovers', async () => {
		const { refresher } = createProcess({ maxAge: 0.1 });
		await refresher.start();
		await behave({ fail: 503 });
		await vi.waitFor(() => expect(refresher.status.breaker).not.toBe('closed'), soon);
		const { failed } = refresher.status.calls;
		expect(failed).toBeLessThan(12);
		expect(shown(refresher.present)).toBe('first');
		await edit(seedWith('after', ['promo']));
		await behave({ fail: 0 });
		await vi.waitFor(() => expect(shown(refresher.present)).toBe('after'), soon);
		expect(refresher.status.breaker).toBe('closed');
	});

	it('what is older than it may be expires during an outage, without an answer', async () => {
		const { refresher, changes } = createProcess({ maxAge: 0.1, staleIfError: 1 });
		await refresher.start();
		await behave({ fail: 500 });
		await vi.waitFor(() => expect(changes.at(-1)?.[0]?.expired).toEqual(['hero', 'promo']), soon);
		await behave({ fail: 0 });
		await vi.waitFor(() => expect(shown(refresher.present)).toBe('first'), soon);
	});

	it('a wrong key is tried once, and again only after a while', async () => {
		const { refresher, logged } = createProcess({ maxAge: 0.1 });
		await behave({ fail: 401 });
		await refresher.start();
		expect(refresher.status.breaker).toBe('open');
		expect(refresher.status.calls.made).toBeLessThanOrEqual(2);
		expect(refresher.status.lastProblem).toContain('ChooseUnauthorized');
		expect(logged.filter((line) => line.includes('state=open'))).toHaveLength(1);
		expect(JSON.stringify([logged, refresher.status])).not.toContain('k3yt0ken');
	});

	it('a limit of the rate is kept to', async () => {
		await behave({ rateLimit: 2 });
		const { refresher, logged } = createProcess({ maxAge: 0.1 });
		await refresher.start();
		await vi.waitFor(() => expect(refresher.status.calls.made).toBeGreaterThan(8), soon);
		const refused = refresher.status.calls.failed;
		expect(refused).toBeLessThanOrEqual(3);
		expect(logged.filter((line) => line.includes('state=paused')).length).toBeLessThanOrEqual(1);
	});
});

describe('processes of one machine', () => {
	it('make the calls of one, and all see what one learns', async () => {
		const processes = [createProcess(), createProcess(), createProcess()];
		for (const { refresher } of processes) await refresher.start();
		expect(processes.map(({ refresher }) => refresher.status.role)).toEqual([
			'asking',
			'following',
			'following',
		]);
		await vi.waitFor(() => {
			for (const { refresher } of processes) expect(shown(refresher.present)).toBe('first');
		}, soon);
		expect(await visits()).toBe(2);
	});

	it('know at their start what another learned a moment before', async () => {
		const [asking, following] = [createProcess(), createProcess()];
		await asking.refresher.start();
		await vi.waitFor(() => readFile(join(folder, 'choose-state/snapshots.json')), soon);
		await following.refresher.start();
		expect(shown(following.refresher.present)).toBe('first');
	});

	it('take over what any of them refreshed', async () => {
		const [asking, following] = [createProcess(), createProcess()];
		await asking.refresher.start();
		await following.refresher.start();
		await edit(seedWith('pushed', ['promo']));
		await following.refresher.refresh('hero');
		expect(shown(following.refresher.present)).toBe('pushed');
		await vi.waitFor(() => expect(shown(asking.refresher.present)).toBe('pushed'), soon);
		expect(shown(asking.refresher.present, 'promo')).toBe('promo');
	});

	it('are followed by another when the one that asks stops', async () => {
		const [asking, following] = [createProcess(), createProcess({ maxAge: 0.2 })];
		await asking.refresher.start();
		await following.refresher.start();
		await asking.refresher.stop();
		await edit(seedWith('later', ['promo']));
		await vi.waitFor(() => expect(shown(following.refresher.present)).toBe('later'), soon);
		expect(following.refresher.status.role).toBe('asking');
	});

	it('hand on what they knew to the next, even while Choose is down', async () => {
		const before = createProcess();
		await before.refresher.start();
		await before.refresher.stop();
		await behave({ fail: 503 });
		const after = createProcess();
		expect(shown(after.refresher.present)).toBe('first');
		await after.refresher.start();
		expect(shown(after.refresher.present)).toBe('first');
	});
});
