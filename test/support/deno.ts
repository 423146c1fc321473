import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProcess, type Env, type RunningProcess } from './process.js';
import { readHeaders } from './worker.js';

const DENO = fileURLToPath(new URL('../../node_modules/deno/deno', import.meta.url));
const HOST = fileURLToPath(new URL('netlify-host.ts', import.meta.url));

export interface EdgeFunctionOptions {
	/** The function's module, in its folder beside the generated `netlify.toml`. */
	readonly module: URL;
	/** The published folder. */
	readonly folder: URL;
	readonly env?: Env;
}

export interface RunningEdgeFunction {
	readonly url: string;
	readonly process: RunningProcess;
	stop(): Promise<void>;
}

/**
 * Starts an edge function in Deno, before a host that serves the folder as Netlify does, on a free port of 127.0.0.1. The function may read
 * nothing but the folder and its own modules, and reach nothing but that host.
 */
export async function startEdgeFunction({
	module,
	folder,
	env = {},
}: EdgeFunctionOptions): Promise<RunningEdgeFunction> {
	const cache = await mkdtemp(join(tmpdir(), 'choose-deno-'));
	const readable = [folder, new URL('../', module)].map((url) => fileURLToPath(url)).join(',');
	const rules = await readHeaders(fileURLToPath(new URL('_headers', folder)));
	const rewrites = await readRewrites(new URL('../netlify.toml', module));
	const running = startProcess(
		DENO,
		[
			'run',
			'--quiet',
			'--no-config',
			'--no-lock',
			'--no-remote',
			'--no-npm',
			'--no-prompt',
			'--no-check',
			'--allow-net=127.0.0.1',
			`--allow-read=${readable}`,
			'--allow-env=CHOOSE_SECRET',
			HOST,
			module.href,
			folder.href,
			JSON.stringify(rules),
			JSON.stringify(rewrites),
		],
		{ cwd: cache, env: { DENO_DIR: cache, DENO_NO_UPDATE_CHECK: '1', ...env } },
	);
	const [, url = ''] = await running.waitFor(/listening on (\S+)/);
	return {
		url,
		process: running,
		async stop() {
			await running.stop();
			await rm(cache, { recursive: true, force: true });
		},
	};
}

/** The rewrites of a generated `netlify.toml`; anything else of a redirect in it is refused. */
async function readRewrites(file: URL): Promise<{ from: string; to: string }[]> {
	const [, ...blocks] = (await readFile(file, 'utf8')).split('[[redirects]]\n');
	return blocks.map((block) => {
		const [, from, to] = /^\s*from = (".*")\n\s*to = (".*")\n\s*status = 200\s*$/.exec(block) ?? [];
		if (from === undefined || to === undefined) throw new Error(`not understood: ${block}`);
		return { from: String(JSON.parse(from)), to: String(JSON.parse(to)) };
	});
}
