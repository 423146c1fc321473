import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { z } from 'astro/zod';

const AUTOCANNON = createRequire(import.meta.url).resolve('autocannon');
const resultSchema = z.object({
	requests: z.object({ average: z.number() }),
	latency: z.object({ p50: z.number(), p99: z.number() }),
	non2xx: z.number(),
	errors: z.number(),
	statusCodeStats: z.record(z.string(), z.object({ count: z.number() })),
});

export interface Load {
	readonly requestsPerSecond: number;
	/** Milliseconds. */
	readonly p50: number;
	readonly p99: number;
}

const CAN_PIN = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;

/** A command line that runs on one core of its own (or a list of them, `0,1`), where the machine can do that. */
export function pinned(core: number | string, command: readonly string[]): readonly string[] {
	return CAN_PIN ? ['taskset', '-c', String(core), ...command] : command;
}

/** Loads a URL from a process of its own. Fails when an answer is not of the expected status. */
export function loadUrl(
	url: string,
	{
		seconds,
		headers,
		status,
	}: {
		readonly seconds: number;
		readonly headers: Readonly<Record<string, string>>;
		readonly status: number;
	},
): Load {
	const args = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}=${value}`]);
	const [command = '', ...rest] = pinned(1, [
		process.execPath,
		AUTOCANNON,
		'--json',
		'-c',
		'32',
		'-d',
		String(seconds),
		...args,
		url,
	]);
	const { stdout, stderr } = spawnSync(command, rest, { encoding: 'utf8' });
	const parsed = resultSchema.safeParse(JSON.parse(stdout || 'null'));
	if (!parsed.success) throw new Error(`the load generator failed: ${stderr}`);
	const { requests, latency, errors, statusCodeStats } = parsed.data;
	const unexpected = Object.keys(statusCodeStats).filter((code) => code !== String(status));
	if (errors > 0 || unexpected.length > 0) {
		throw new Error(`${url} answered ${unexpected.join(', ') || `${errors} errors`}`);
	}
	return { requestsPerSecond: requests.average, p50: latency.p50, p99: latency.p99 };
}
