import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { loadUrl, pinned, type Load } from '../load.ts';
import { median } from '../statistics.ts';
import { buildSite } from '../site.ts';

const PATH = '/page-0/';
const PHONE =
	'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148';

/** A way to answer the same 30 KB page. */
interface Contender {
	readonly name: string;
	/** The script that serves it, and its working directory. */
	readonly script: readonly string[];
	readonly cwd: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly status: number;
}

export interface Served {
	readonly name: string;
	/** Medians over the rounds. */
	readonly load: Load;
	/** The slowest and the fastest round, in requests per second. */
	readonly spread: readonly [number, number];
}

/** Loads every contender in turn, round after round, each in a process of its own on a core of its own. */
export async function measureServing(rounds: number, seconds: number): Promise<readonly Served[]> {
	const contenders = await createContenders();
	const loads = new Map(contenders.map(({ name }) => [name, [] as Load[]]));
	for (let round = 0; round < rounds; round++) {
		for (const contender of contenders)
			loads.get(contender.name)?.push(await run(contender, seconds));
	}
	return [...loads].map(([name, results]) => {
		const rates = results.map(({ requestsPerSecond }) => requestsPerSecond);
		return {
			name,
			load: {
				requestsPerSecond: median(rates),
				p50: median(results.map(({ p50 }) => p50)),
				p99: median(results.map(({ p99 }) => p99)),
			},
			spread: [Math.min(...rates), Math.max(...rates)],
		};
	});
}

async function createContenders(): Promise<readonly Contender[]> {
	const { root: ours } = await buildSite('serving', { pages: 50 });
	const { root: plain } = await buildSite('serving-plain', { pages: 50, mode: 'plain' });
	const entry = ['dist/server/entry.mjs'];
	const variantHeaders = { cookie: 'segment=3', 'user-agent': PHONE };
	const bare = [
		join(import.meta.dirname, 'bare-server.ts'),
		join(plain, 'dist/client', PATH, 'index.html'),
	];
	const br = { 'accept-encoding': 'br' };
	return [
		{ name: 'variant', script: entry, cwd: ours, headers: variantHeaders, status: 200 },
		{
			name: 'variant-br',
			script: entry,
			cwd: ours,
			headers: { ...variantHeaders, ...br },
			status: 200,
		},
		{ name: 'default', script: entry, cwd: ours, headers: {}, status: 200 },
		{ name: 'astro-static', script: entry, cwd: plain, headers: {}, status: 200 },
		{ name: 'bare-node', script: bare, cwd: plain, headers: {}, status: 200 },
	];
}

async function run({ script, cwd, headers, status }: Contender, seconds: number): Promise<Load> {
	const [command = '', ...rest] = pinned(0, [process.execPath, ...script]);
	const server = spawn(command, rest, {
		cwd,
		env: { ...process.env, HOST: '127.0.0.1', PORT: '0', NODE_ENV: 'production' },
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	try {
		const port = await listeningPort(server.stdout);
		const url = `http://127.0.0.1:${port}${PATH}`;
		loadUrl(url, { seconds: 1, headers, status });
		return loadUrl(url, { seconds, headers, status });
	} finally {
		server.kill();
		await once(server, 'close');
	}
}

async function listeningPort(output: NodeJS.ReadableStream): Promise<string> {
	let text = '';
	for await (const chunk of output) {
		text += String(chunk);
		const [, port] = /http:\/\/[^:\s]+:(\d+)/.exec(text) ?? [];
		if (port !== undefined) return port;
	}
	throw new Error(`the server ended before it listened:\n${text}`);
}
