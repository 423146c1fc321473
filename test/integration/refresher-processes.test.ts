import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'astro/zod';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startEmulator, type Emulator } from '../../integration/src/emulator/index.js';
import { startNode, type RunningProcess } from '../support/process.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
let folder: string;
let emulator: Emulator;
let processes: RunningProcess[];

const seed = (hero: string) => ({
	org: 'acme',
	project: 'web',
	keys: ['pre.key'],
	users: [{ userId: 'of-pro' }],
	experiences: [{ name: 'hero', variants: [{ body: hero }] }],
});

async function edit(hero: string) {
	await writeFile(join(folder, 'seed.json'), JSON.stringify(seed(hero)));
	await emulator.reload();
}

function start(): RunningProcess {
	const args = [join(ROOT, 'integration/dist'), emulator.url, join(folder, 'state')];
	const running = startNode([join(ROOT, 'test/fixtures/refresher/process.mjs'), ...args], {
		cwd: ROOT,
	});
	processes.push(running);
	return running;
}

const exposures = z.object({
	exposures: z.array(z.object({ device: z.string(), at: z.string() })),
});

/** Calls for one device, and how many one process may have made since the first: one every half second, less a tenth. */
async function calls(): Promise<{ readonly made: number; readonly most: number }> {
	const answer = await fetch(`${emulator.controlUrl}/exposures`);
	const times = exposures
		.parse(await answer.json())
		.exposures.filter(({ device }) => device === 'desktop')
		.map(({ at }) => Date.parse(at));
	const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
	// Under load the first may have taken a while to arrive.
	return { made: times.length, most: 2 + Math.ceil(span / 450) };
}

async function expectCallsOfOne() {
	const { made, most } = await calls();
	expect(made).toBeLessThanOrEqual(most);
}

beforeEach(async () => {
	processes = [];
	folder = await mkdtemp(join(tmpdir(), 'choose-processes-'));
	await writeFile(join(folder, 'seed.json'), JSON.stringify(seed('first')));
	emulator = await startEmulator({ seedFile: join(folder, 'seed.json') });
});
afterEach(async () => {
	await Promise.all(processes.map((running) => running.stop()));
	await emulator.close();
	await rm(folder, { recursive: true, force: true });
});

it('one process asks for all; when it is killed another does', async () => {
	const asking = start();
	await asking.waitFor(/role=asking/);
	const others = [start(), start()];
	await Promise.all(others.map((other) => other.waitFor(/role=following/)));

	await edit('second');
	await Promise.all(processes.map((running) => running.waitFor(/shown second/)));
	await expectCallsOfOne();

	asking.child.kill('SIGKILL');
	const next = await Promise.race(
		others.map(async (other) => {
			await other.waitFor(/role=asking/);
			return other;
		}),
	);
	await edit('third');
	await Promise.all(others.map((other) => other.waitFor(/shown third/)));
	const [follower] = others.filter((other) => other !== next);
	expect(follower?.output()).not.toContain('role=asking');
	await expectCallsOfOne();
});

it('processes that start together choose one', async () => {
	const all = [start(), start(), start(), start()];
	await Promise.all(all.map((one) => one.waitFor(/shown first/)));
	const roles = await Promise.all(all.map(async (one) => (await one.waitFor(/role=(\w+)/))[1]));
	expect(roles.filter((role) => role === 'asking')).toHaveLength(1);
	await expectCallsOfOne();
});
