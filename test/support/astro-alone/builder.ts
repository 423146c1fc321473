import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment, type Env } from '../process.js';

/** What a builder is told. */
export interface BuildOrder {
	readonly id: number;
	readonly root: string;
	readonly env: Env;
}

/** What it answers; `error`: why the site could not be built. */
export interface BuildResult {
	readonly id: number;
	readonly error?: string | undefined;
}

const PROCESS = fileURLToPath(new URL('builder-process.ts', import.meta.url));
/** Builds after which an idle process is replaced: each leaves something of itself in memory. */
const BUILDS_PER_PROCESS = 40;

let builder: { readonly child: ChildProcess; ordered: number; underWay: number } | undefined;

/** Builds a site with Astro in this worker's builder, which ends with the worker. */
export function buildWithAstro(root: string, env: Env): Promise<void> {
	if (builder?.underWay === 0 && builder.ordered >= BUILDS_PER_PROCESS) {
		builder.child.disconnect();
		builder = undefined;
	}
	builder ??= { child: startBuilder(), ordered: 0, underWay: 0 };
	const current = builder;
	const { child } = current;
	const id = current.ordered++;
	current.underWay++;
	return new Promise((resolve, reject) => {
		const onMessage = (result: BuildResult) => {
			if (result.id !== id) return;
			settle();
			if (result.error === undefined) resolve();
			else reject(new Error(`Astro alone did not build ${root}:\n${result.error}`));
		};
		const onExit = () => {
			builder = undefined;
			settle();
			reject(new Error(`the builder ended before it had built ${root}`));
		};
		const settle = () => {
			current.underWay--;
			child.off('message', onMessage).off('exit', onExit);
		};
		child.on('message', onMessage).on('exit', onExit);
		child.send({ id, root, env } satisfies BuildOrder);
	});
}

function startBuilder(): ChildProcess {
	const child = fork(PROCESS, {
		env: cleanEnvironment(),
		execArgv: [],
		stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
	});
	child.setMaxListeners(0);
	return child;
}
