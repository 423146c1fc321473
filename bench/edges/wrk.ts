import { spawnSync } from 'node:child_process';
import { installPackages } from '../../scripts/install-package.ts';
import { pinned } from '../load.ts';

/**
 * Requests a second that a URL answers to 32 connections, loaded by wrk on a core of its own: what is written in JavaScript is slower than
 * nginx, and would measure itself.
 */
export function requestsPerSecond(
	url: string,
	{
		seconds,
		headers,
	}: { readonly seconds: number; readonly headers: Readonly<Record<string, string>> },
): number {
	const named = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
	const [command = '', ...args] = pinned(1, [
		'wrk',
		'--threads=1',
		'--connections=32',
		`--duration=${seconds}s`,
		...named,
		url,
	]);
	const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
	if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`${url} answered errors:\n${stdout}`);
	const [, rate] = /Requests\/sec: +([\d.]+)/.exec(stdout) ?? [];
	if (rate === undefined) throw new Error(`wrk failed: ${stderr}${stdout}`);
	return Number(rate);
}

/** @throws {Error} if there is none, and it cannot be installed. */
export function ensureWrk(): void {
	const isThere = () => spawnSync('wrk', ['--version']).error === undefined;
	if (isThere() || (installPackages(['wrk']) && isThere())) return;
	throw new Error('nginx is loaded with wrk, and none was found: sudo apt-get install wrk');
}
