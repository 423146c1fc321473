import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createChooseClient } from '../../../../integration/src/choose/client.js';
import { startEmulator, type Emulator } from '../../../../integration/src/emulator/index.js';
import type { BehaviourInput } from '../../../../integration/src/emulator/index.js';
import { refresherWith, shown } from './fake-choose.js';

let folder: string;
let emulator: Emulator;
const stops: (() => Promise<void>)[] = [];

const seedWith = (headline: string) => ({
	org: 'acme',
	project: 'web',
	keys: ['pre.k3yt0ken'],
	users: [{ userId: 'of-pro' }],
	experiences: [
		{ name: 'hero', variants: [{ body: headline }] },
		{ name: 'promo', variants: [{ body: 'promo' }] },
	],
});
const writeSeed = (headline: string) =>
	writeFile(join(folder, 'seed.json'), JSON.stringify(seedWith(headline)));

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'choose-refresher-'));
	await writeSeed('first');
	emulator = await startEmulator({ seedFile: join(folder, 'seed.json') });
});
afterEach(async () => {
	for (const stop of stops.splice(0).reverse()) await stop();
	await emulator.close();
	rmSync(folder, { recursive: true });
});

async function behave(behaviour: BehaviourInput) {
	const body = JSON.stringify(behaviour);
	await fetch(`${emulator.controlUrl}/behaviour`, { method: 'POST', body });
}

/** A process that asks the emulator, and waits for it however busy the machine is. */
function createProcess() {
	const client = createChooseClient({
		url: emulator.url,
		org: 'acme',
		project: 'web',
		apiKey: 'pre.k3yt0ken',
		auth: 'query',
		timeout: 30_000,
	});
	const made = refresherWith({ client, maxAge: 600, startDeadline: 30_000 });
	stops.push(client.close, made.refresher.stop);
	return made;
}

// What takes time is in refresher.test.ts and refresher-share.test.ts, by a clock of their own.
describe('over HTTP', () => {
	it('what was edited, and what is paused, arrives with a refresh', async () => {
		const { refresher } = createProcess();
		await refresher.start();
		expect([shown(refresher.present), shown(refresher.present, 'promo')]).toEqual([
			'first',
			'promo',
		]);
		await writeSeed('second');
		await emulator.reload();
		await behave({ emptyFor: ['promo'] });
		expect(await refresher.refresh()).toEqual({ asked: 2, failed: 0, problems: [] });
		expect([shown(refresher.present), shown(refresher.present, 'promo')]).toEqual([
			'second',
			undefined,
		]);
	});

	it('a wrong key is tried once, and told without the key', async () => {
		const { refresher, logged } = createProcess();
		await behave({ fail: 401 });
		await refresher.start();
		expect(refresher.status.breaker).toBe('open');
		expect(refresher.status.calls.made).toBeLessThanOrEqual(2);
		expect(refresher.status.lastProblem).toContain('ChooseUnauthorized');
		expect(logged.filter((line) => line.includes('state=open'))).toHaveLength(1);
		expect(JSON.stringify([logged, refresher.status])).not.toContain('k3yt0ken');
	});

	it('a limit of the rate pauses the calls as long as its headers say', async () => {
		const { refresher, logged } = createProcess();
		// A call every forty seconds: the second is one too many.
		await behave({ rateLimit: 0.025 });
		const before = Date.now();
		await refresher.start();
		expect(refresher.status.calls.failed).toBe(1);
		expect(refresher.status.pausedUntil).toBeGreaterThanOrEqual(before + 40_000);
		expect(logged.filter((line) => line.includes('state=paused'))).toHaveLength(1);
	});
});
