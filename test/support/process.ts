import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A process of a test, with everything it has printed so far. */
export interface RunningProcess {
	readonly child: ChildProcess;
	/** Standard output and error, in the order they came. */
	output(): string;
	/** Waits until the output matches; rejects when the process ends first. */
	waitFor(pattern: RegExp): Promise<RegExpExecArray>;
	/** Ends the process and waits until it has ended. */
	stop(): Promise<void>;
}

export interface StartOptions {
	readonly cwd: string;
	readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Starts a Node script with this test run's own Node. */
export function startNode(
	args: readonly string[],
	{ cwd, env = {} }: StartOptions,
): RunningProcess {
	const child = spawn(process.execPath, args, {
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
		waitFor: (pattern) =>
			new Promise((resolve, reject) => {
				const check = () => {
					const match = pattern.exec(text);
					if (match !== null) resolve(match);
				};
				child.stdout.on('data', check);
				child.stderr.on('data', check);
				child.once('close', (code) => {
					reject(new Error(`ended with ${String(code)} before ${String(pattern)}:\n${text}`));
				});
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
export async function runNode(
	args: readonly string[],
	options: StartOptions,
): Promise<{ readonly code: number | null; readonly output: string }> {
	const running = startNode(args, options);
	const [code] = await once(running.child, 'close');
	return { code: typeof code === 'number' ? code : null, output: running.output() };
}

// Nothing of the machine's own Intempt settings, and nothing of the test runner's mode, reaches a site under test.
function cleanEnvironment(): NodeJS.ProcessEnv {
	return Object.fromEntries(
		Object.entries(process.env).filter(
			([name]) => !/^(?:INTEMPT_|CHOOSE_|VITEST|NODE_ENV$|ASTRO_NODE_|HOST$|PORT$)/.test(name),
		),
	);
}
