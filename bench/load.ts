import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { installPackages } from '../scripts/install-package.ts';

export interface Load {
	/** Answered in all. */
	readonly requests: number;
	readonly requestsPerSecond: number;
	/** Milliseconds. */
	readonly p50: number;
	readonly p99: number;
}

export interface LoadPlan {
	readonly seconds: number;
	/** Sent with each request. */
	readonly headers: Readonly<Record<string, string>>;
	/** Each sends its next request when the one before is answered. Default: 32. */
	readonly connections?: number;
}

const CAN_PIN = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;

/** A command line that runs on one core of its own (or a list of them, `0,1`), where the machine can do that. */
export function pinned(core: number | string, command: readonly string[]): readonly string[] {
	return CAN_PIN ? ['taskset', '-c', String(core), ...command] : command;
}

/**
 * Loads a URL by wrk on a core of its own: a generator in JavaScript is slower than what it loads, and would measure itself.
 *
 * @throws {Error} when an answer is an error, or none came.
 */
export function loadUrl(url: string, { seconds, headers, connections = 32 }: LoadPlan): Load {
	const named = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
	const [command = '', ...args] = pinned(1, [
		'wrk',
		'--latency',
		'--threads=1',
		'--timeout=20s',
		`--connections=${connections}`,
		`--duration=${seconds}s`,
		...named,
		url,
	]);
	const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
	if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`${url} answered errors:\n${stdout}`);
	const [, requests] = /(\d+) requests in/.exec(stdout) ?? [];
	const [, rate] = /Requests\/sec: +([\d.]+)/.exec(stdout) ?? [];
	if (requests === undefined || rate === undefined || Number(requests) === 0)
		throw new Error(`wrk failed: ${stderr}${stdout}`);
	return {
		requests: Number(requests),
		requestsPerSecond: Number(rate),
		p50: percentile(stdout, 50),
		p99: percentile(stdout, 99),
	};
}

const MILLISECONDS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1_000, m: 60_000 };

function percentile(output: string, share: number): number {
	const [, time, unit = ''] = new RegExp(`${share}% +([\\d.]+)(us|ms|s|m)\\n`).exec(output) ?? [];
	return Number(time) * (MILLISECONDS[unit] ?? Number.NaN);
}

/** @throws {Error} if there is none, and it cannot be installed. */
export function ensureWrk(): void {
	const isThere = () => spawnSync('wrk', ['--version']).error === undefined;
	if (isThere() || (installPackages(['wrk']) && isThere())) return;
	throw new Error('servers are loaded with wrk, and none was found: sudo apt-get install wrk');
}
