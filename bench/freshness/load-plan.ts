import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'astro/zod';
import { pinned } from '../load.ts';
import { OTHER_CORE } from './processes.ts';
import { AUDIENCES, PATHS } from './site.ts';

export const loadPlanSchema = z.object({
	origin: z.string(),
	/** Requests a second. */
	rate: z.number(),
	seconds: z.number(),
	/** Sent in turn. */
	requests: z.array(
		z.object({
			path: z.string(),
			headers: z.record(z.string(), z.string()),
			audience: z.string(),
		}),
	),
});
export type LoadPlan = z.output<typeof loadPlanSchema>;

const loadResultSchema = z.object({
	/** When each request was sent, in milliseconds since 1970, and how many it took; in the order of the answers. */
	started: z.array(z.number()),
	latencies: z.array(z.number()),
	/** Milliseconds that each request was sent after its time: of the load generator and its core, not of the server. */
	lateness: z.array(z.number()),
	/** How many answers there were of each kind: `<audience>: <headline>`, or what went wrong in its place. */
	outcomes: z.record(z.string(), z.number()),
});
export type LoadResult = z.output<typeof loadResultSchema>;

/** Every audience, on page after page. */
export const ALL_REQUESTS = PATHS.flatMap((path) =>
	AUDIENCES.map(({ name, headers }) => ({ path, headers, audience: name })),
);

/** Loads a server from a process of its own. */
export async function loadSteadily(
	origin: string,
	rate: number,
	seconds: number,
): Promise<LoadResult> {
	const plan: LoadPlan = { origin, rate, seconds, requests: ALL_REQUESTS };
	const script = join(import.meta.dirname, 'steady-load.ts');
	const [command = '', ...rest] = pinned(OTHER_CORE, [
		process.execPath,
		script,
		JSON.stringify(plan),
	]);
	const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
	const end = () => child.kill();
	process.once('exit', end);
	const chunks: Buffer[] = [];
	child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
	await once(child, 'close');
	process.off('exit', end);
	if (child.exitCode !== 0) throw new Error(`the load generator ended: ${String(child.exitCode)}`);
	return loadResultSchema.parse(JSON.parse(Buffer.concat(chunks).toString()));
}
