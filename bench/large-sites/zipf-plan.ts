import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'astro/zod';
import { pinned } from '../load.ts';

export const zipfPlanSchema = z.object({
	origin: z.string(),
	/** Requests a second. */
	rate: z.number(),
	/** Seconds before the figures count, and while they do. */
	warmUp: z.number(),
	seconds: z.number(),
	pages: z.number(),
	segments: z.number(),
});
export type ZipfPlan = z.output<typeof zipfPlanSchema>;

const zipfResultSchema = z.object({
	/** Milliseconds of each request that counts. */
	latencies: z.array(z.number()),
	/** Requests that were not answered with 200. */
	failures: z.number(),
});
export type ZipfResult = z.output<typeof zipfResultSchema>;

/** Loads a server from a process on a core of its own. */
export async function loadByZipf(plan: ZipfPlan): Promise<ZipfResult> {
	const script = join(import.meta.dirname, 'zipf-load.ts');
	const [command = '', ...rest] = pinned(1, [process.execPath, script, JSON.stringify(plan)]);
	const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
	const chunks: Buffer[] = [];
	child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
	await once(child, 'close');
	const result = zipfResultSchema.parse(JSON.parse(Buffer.concat(chunks).toString()));
	if (result.failures > 0) throw new Error(`${result.failures} requests were not answered`);
	return result;
}
