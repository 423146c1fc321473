import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'astro/zod';
import { processorSeconds } from '../edges/processor-time.ts';
import type { EmulatorProcess } from '../freshness/processes.ts';
import { pinned } from '../load.ts';
import { productionEnv, SECRET } from '../site-folder.ts';

const PROBE = join(import.meta.dirname, 'probe.ts');

export interface LargeServer {
	readonly url: string;
	/** Milliseconds from its start until it listened, and those of them that it had a processor. */
	readonly startMs: number;
	readonly startProcessorMs: number;
	/** Resident, when it listened. */
	readonly startMegabytes: number;
	megabytes(): number;
	/** Has it ask Choose for everything; milliseconds until what came is shown, and whether it was new. */
	refresh(): Promise<{ readonly ms: number; readonly isNew: boolean }>;
	/** The longest time that its event loop stood still since this was asked before, in milliseconds. */
	longestStall(): Promise<number>;
	stop(): Promise<void>;
}

const refreshSchema = z.object({ failed: z.literal(0), changed: z.array(z.unknown()) });
const stallSchema = z.object({ stallMs: z.number() });

/** Starts a built site on a core of its own, with an empty state folder. */
export async function startLargeServer(
	root: string,
	emulator: EmulatorProcess,
): Promise<LargeServer> {
	const state = join(root, 'state');
	await rm(state, { recursive: true, force: true });
	const [command = '', ...rest] = pinned(0, [
		process.execPath,
		'--import',
		PROBE,
		join(root, 'dist/server/entry.mjs'),
	]);
	const began = performance.now();
	const child = spawn(command, rest, {
		cwd: root,
		env: {
			...process.env,
			...productionEnv(emulator.url, state),
		},
		stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
	});
	const pid = child.pid ?? 0;
	const stop = async () => {
		if (child.exitCode !== null || child.signalCode !== null) return;
		child.kill();
		await once(child, 'close');
	};
	const url = await new Promise<string>((resolve, reject) => {
		let output = '';
		child.stdout?.on('data', (chunk: Buffer) => {
			output += chunk.toString();
			const [, found] = /listening on (http:\/\/\S+)/.exec(output) ?? [];
			if (found !== undefined) resolve(found);
		});
		child.once('close', () => reject(new Error(`the server ended: ${output}`)));
	});
	return {
		url,
		startMs: performance.now() - began,
		startProcessorMs: processorSeconds(pid) * 1_000,
		startMegabytes: residentMegabytes(pid),
		megabytes: () => residentMegabytes(pid),
		async refresh() {
			const from = performance.now();
			const response = await fetch(`${url}/_choose/refresh`, {
				method: 'POST',
				headers: { authorization: `Bearer ${SECRET}` },
			});
			const answer = refreshSchema.parse(await response.json());
			return { ms: performance.now() - from, isNew: answer.changed.length > 0 };
		},
		async longestStall() {
			child.send({});
			const [message] = (await once(child, 'message')) as unknown[];
			return stallSchema.parse(message).stallMs;
		},
		stop,
	};
}

function residentMegabytes(pid: number): number {
	const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
	return Number(kilobytes) / 1_000;
}
