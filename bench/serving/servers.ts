import { readFileSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startNginx } from '../../test/support/nginx.ts';
import { startProcess, type Env, type RunningProcess } from '../../test/support/process.ts';
import { childrenOf, pinProcess, processorSeconds } from '../edges/processor-time.ts';
import type { EmulatorProcess } from '../freshness/processes.ts';
import { pinned } from '../load.ts';
import { productionEnv } from '../site-folder.ts';

const SERVER_CORE = 0;

/** A server in a process of its own, on a core that no other program of the bench uses. */
export interface Server {
	readonly url: string;
	readonly process: RunningProcess;
	/** Seconds of processor time so far, with the processes that it has started. */
	processorSeconds(): number;
	/** Bytes of resident memory; likewise. */
	residentBytes(): number;
	stop(): Promise<void>;
}

/** Starts the entry of a built site as one does in production: with a key, and with Choose to ask. */
export async function startSite(
	root: string,
	emulator: EmulatorProcess,
	nodeOptions: readonly string[] = [],
): Promise<Server> {
	const state = join(root, 'state');
	await rm(state, { recursive: true, force: true });
	return startNode(
		root,
		[...nodeOptions, 'dist/server/entry.mjs'],
		productionEnv(emulator.url, state),
	);
}

/** Starts `node:http` with a page in memory, from the files of it. */
export function startBare(page: string, br: string): Promise<Server> {
	return startNode(import.meta.dirname, ['bare-server.mjs', page, br], { NODE_ENV: 'production' });
}

async function startNode(cwd: string, args: readonly string[], env: Env): Promise<Server> {
	const [command = '', ...rest] = pinned(SERVER_CORE, [process.execPath, ...args]);
	const running = startProcess(command, rest, { cwd, env });
	const [, url = ''] = await running.waitFor(/listening on (http:\/\/\S+)/);
	return toServer(url, running, running.stop);
}

/** Starts nginx with a page, as Debian configures it; `gz` beside it takes the place of brotli, for which Debian's has no module. */
export async function startNginxWith(path: string, page: string, gz: string): Promise<Server> {
	const nginx = await startNginx((folder) => ({
		http: 'sendfile on; tcp_nopush on; types { text/html html; } charset utf-8;',
		server: `root ${join(folder, 'site')}; gzip_static on;`,
	}));
	const place = join(nginx.folder, 'site', path);
	await mkdir(place, { recursive: true });
	await cp(page, join(place, 'index.html'));
	await cp(gz, join(place, 'index.html.gz'));
	pinProcess(nginx.process.child.pid ?? 0, SERVER_CORE);
	return toServer(nginx.url, nginx.process, nginx.stop);
}

function toServer(url: string, process: RunningProcess, stop: () => Promise<void>): Server {
	const pid = process.child.pid ?? 0;
	const sum = (measure: (pid: number) => number) =>
		[pid, ...childrenOf(pid)].reduce((total, one) => total + measure(one), 0);
	return {
		url,
		process,
		processorSeconds: () => sum(processorSeconds),
		residentBytes: () => sum(residentBytes),
		stop,
	};
}

function residentBytes(pid: number): number {
	const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
	return Number(kilobytes) * 1_024;
}

/** Writes a page in each coding beside one another. */
export async function writePage(
	folder: string,
	codings: Readonly<Record<'page' | 'br' | 'gz', Buffer>>,
): Promise<Readonly<Record<'page' | 'br' | 'gz', string>>> {
	await mkdir(folder, { recursive: true });
	const files = {
		page: join(folder, 'index.html'),
		br: join(folder, 'index.html.br'),
		gz: join(folder, 'index.html.gz'),
	};
	await Promise.all(
		(['page', 'br', 'gz'] as const).map((coding) => writeFile(files[coding], codings[coding])),
	);
	return files;
}
