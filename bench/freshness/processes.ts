import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'astro/zod';
import type { SeedInput } from 'astro-choose/emulator';
import { startProcess, type Env, type RunningProcess } from '../../test/support/process.ts';
import { pinned } from '../load.ts';
import { SECRET } from '../site-folder.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CLI = join(ROOT, 'integration/dist/cli/index.js');

/** The core of the server and its threads (`BENCH_SERVER_CORES=0,1`: the cores), and the one of everything else. */
const SERVER_CORES = process.env.BENCH_SERVER_CORES ?? '0';
export const OTHER_CORE = 1;

export interface EmulatorProcess {
	readonly url: string;
	/** Writes the seed; resolves when the emulator answers by it. */
	edit(seed: SeedInput): Promise<void>;
	behave(behaviour: { readonly latency?: number; readonly fail?: number }): Promise<void>;
	/** Forgets the calls so far. */
	reset(): Promise<void>;
	/** Calls that were answered: each is a visit of its own. */
	countCalls(): Promise<number>;
	stop(): Promise<void>;
}

const exposuresSchema = z.object({ exposures: z.array(z.object({ sessionId: z.string() })) });

/** Starts the emulator in a process of its own, on a seed file that it watches. */
export async function startEmulatorProcess(seed: SeedInput): Promise<EmulatorProcess> {
	const folder = join(ROOT, '.cache/bench/freshness');
	const file = join(folder, 'seed.json');
	await mkdir(folder, { recursive: true });
	let written = JSON.stringify(seed);
	await writeFile(file, written);
	const running = startPinned(OTHER_CORE, [CLI, 'emulator', '--seed', file], {});
	const [, url = '', control = ''] = await running.waitFor(/emulator +(\S+)\nControl +(\S+)/);
	const post = async (path: string, body?: object) => {
		const response = await fetch(`${control}${path}`, {
			method: 'POST',
			...(body && { body: JSON.stringify(body) }),
		});
		if (!response.ok) throw new Error(`${path} answered ${response.status}`);
	};
	return {
		url,
		async edit(next) {
			const text = JSON.stringify(next);
			// The emulator says nothing of an edit that changes nothing.
			if (text === written) return;
			written = text;
			const from = running.output().length;
			await writeFile(file, text);
			await running.waitFor(/was read again/, from);
		},
		behave: (behaviour) => post('/behaviour', behaviour),
		reset: () => post('/reset'),
		async countCalls() {
			const response = await fetch(`${control}/exposures`);
			const { exposures } = exposuresSchema.parse(await response.json());
			return new Set(exposures.map(({ sessionId }) => sessionId)).size;
		},
		stop: running.stop,
	};
}

export interface ServerProcess {
	readonly url: string;
	/** `POST refresh`; resolves when it is answered. */
	push(): Promise<void>;
	stop(): Promise<void>;
}

/** Starts a built site on a core of its own, with an empty state folder. */
export async function startServerProcess(
	root: string,
	emulator: EmulatorProcess,
	apiKey: string,
): Promise<ServerProcess> {
	const state = join(root, 'state');
	await rm(state, { recursive: true, force: true });
	const running = startPinned(SERVER_CORES, [join(root, 'dist/server/entry.mjs')], {
		HOST: '127.0.0.1',
		PORT: '0',
		NODE_ENV: 'production',
		INTEMPT_API_KEY: apiKey,
		INTEMPT_API_URL: emulator.url,
		CHOOSE_SECRET: SECRET,
		CHOOSE_STATE: state,
	});
	const [, url = ''] = await running.waitFor(/listening on (http:\/\/\S+)/);
	return {
		url,
		async push() {
			const response = await fetch(`${url}/_choose/refresh`, {
				method: 'POST',
				headers: { authorization: `Bearer ${SECRET}` },
			});
			const text = await response.text();
			if (!response.ok) throw new Error(`the refresh answered ${response.status}: ${text}`);
		},
		stop: running.stop,
	};
}

function startPinned(core: number | string, args: readonly string[], env: Env): RunningProcess {
	const [command = '', ...rest] = pinned(core, [process.execPath, ...args]);
	return startProcess(command, rest, { cwd: ROOT, env });
}
