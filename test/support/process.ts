import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export type Env = Readonly<Record<string, string | undefined>>;

/** A process of a test, with everything it has printed so far. */
export interface RunningProcess {
	readonly child: ChildProcess;
	/** Standard output and error, in the order they came. */
	output(): string;
	/** Waits until the output, or what of it comes after `from`, matches; rejects when the process ends first, or after a minute. */
	waitFor(pattern: RegExp, from?: number): Promise<RegExpExecArray>;
	/** Ends the process and waits until it has ended. */
	stop(): Promise<void>;
}

export interface FinishedProcess {
	readonly code: number | null;
	readonly output: string;
}

export interface StartOptions {
	readonly cwd: string;
	readonly env?: Env;
}

const PATIENCE = 60_000;

/** Starts a Node script with this test run's own Node. */
export function startNode(args: readonly string[], options: StartOptions): RunningProcess {
	return startProcess(process.execPath, args, options);
}

/** Starts a command. */
export function startProcess(
	command: string,
	args: readonly string[],
	{ cwd, env = {} }: StartOptions,
): RunningProcess {
	const child = spawn(command, args, {
		cwd,
		env: { ...cleanEnvironment(), ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let text = '';
	const collect = (chunk: Buffer) => (text += chunk.toString());
	child.stdout.on('data', collect);
	child.stderr.on('data', collect);
	return {
		child,
		output: () => text,
		waitFor: (pattern, from = 0) =>
			new Promise((resolve, reject) => {
				const check = () => {
					const match = pattern.exec(text.slice(from));
					if (match !== null) settle(() => resolve(match));
				};
				const fail = (why: string) => () => {
					settle(() => reject(new Error(`${why} before ${String(pattern)}:\n${text}`)));
				};
				const onClose = fail('the process ended');
				const timer = setTimeout(fail(`${PATIENCE} ms passed`), PATIENCE);
				const settle = (finish: () => void) => {
					clearTimeout(timer);
					child.stdout.off('data', check);
					child.stderr.off('data', check);
					child.off('close', onClose);
					finish();
				};
				child.stdout.on('data', check);
				child.stderr.on('data', check);
				child.once('close', onClose);
				check();
			}),
		async stop() {
			if (child.exitCode !== null || child.signalCode !== null) return;
			child.kill('SIGTERM');
			await once(child, 'close');
		},
	};
}

/** Runs a Node script to its end. */
export function runNode(args: readonly string[], options: StartOptions): Promise<FinishedProcess> {
	return run(process.execPath, args, options);
}

/** Runs a command to its end. */
export async function run(
	command: string,
	args: readonly string[],
	options: StartOptions,
): Promise<FinishedProcess> {
	const running = startProcess(command, args, options);
	const [code]: unknown[] = await once(running.child, 'close');
	return { code: typeof code === 'number' ? code : null, output: running.output() };
}

const FOREIGN =
	/^(?:INTEMPT_|CHOOSE_|VITEST|NODE_ENV$|(?:TEST|MODE|DEV|PROD|SSR|BASE_URL)$|ASTRO_|HOST$|PORT$|FORCE_COLOR$|npm_(?:lifecycle|package|config_local_prefix))/;

/** The environment without the machine's own Intempt settings, the test runner's mode, and the npm that runs it. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
	const kept = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
	return { ...Object.fromEntries(kept), ASTRO_TELEMETRY_DISABLED: '1', NO_COLOR: '1' };
}
