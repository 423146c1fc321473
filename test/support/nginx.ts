import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from './free-port.ts';
import { findNginx } from './nginx-path.ts';
import { startProcess, type RunningProcess } from './process.ts';

export interface NginxConfig {
	/** Directives of the main context: `load_module …`. */
	readonly main?: string;
	/** Directives of the http context, before the server. */
	readonly http?: string;
	/** Directives of the one server, which listens already. */
	readonly server: string;
}

export interface RunningNginx {
	readonly url: string;
	/** A folder of its own, for caches and logs; removed when it is stopped. */
	readonly folder: string;
	readonly process: RunningProcess;
	/** What nginx has logged as an error. */
	errors(): string;
	stop(): Promise<void>;
}

/** Starts nginx in a folder of its own, on a free port of 127.0.0.1. `folder` stands for that folder in the directives. */
export async function startNginx(
	configure: (folder: string) => NginxConfig,
): Promise<RunningNginx> {
	const nginx = findNginx();
	if (nginx === undefined) throw new Error('no nginx is installed: run scripts/ensure-nginx.ts');
	const folder = await mkdtemp(join(tmpdir(), 'choose-nginx-'));
	const port = await findFreePort();
	const { main = '', http = '', server } = configure(folder);
	const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
		.map((name) => `${name}_temp_path ${folder}/${name};`)
		.join('\n');
	await writeFile(
		join(folder, 'nginx.conf'),
		`
${main}
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr warn;
events { worker_connections 512; }
http {
	access_log off;
	${temporary}
	${http}
	server {
		listen 127.0.0.1:${port};
		${server}
	}
}
`,
	);
	const running = startProcess(
		nginx,
		['-e', 'stderr', '-p', folder, '-c', join(folder, 'nginx.conf'), '-g', 'daemon off;'],
		{ cwd: folder },
	);
	const url = `http://127.0.0.1:${port}`;
	await waitUntilServing(url, running);
	return {
		url,
		folder,
		process: running,
		errors: () => running.output(),
		async stop() {
			await running.stop();
			await rm(folder, { recursive: true, force: true });
		},
	};
}

async function waitUntilServing(url: string, running: RunningProcess): Promise<void> {
	for (let attempt = 0; attempt < 400; attempt++) {
		if (running.child.exitCode !== null) break;
		try {
			await (await fetch(url, { method: 'OPTIONS' })).arrayBuffer();
			return;
		} catch {
			await new Promise((resolve) => setTimeout(resolve, 25));
		}
	}
	await running.stop();
	throw new Error(`nginx does not answer:\n${running.output()}`);
}
