import { fork, type ChildProcess } from 'node:child_process';
import { on, once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { NODE_SERVER } from '../astro-internals.js';
import { FALLBACK_MODULE } from '../constants.js';
import type { Device } from '../types.js';
import { replySchema, type FallbackPage, type Question, type Reply } from './fallback-messages.js';
import type { Rendered } from '../rendering/rendered.js';

/** Milliseconds that the default of a page may take at build. */
const PATIENCE = 30_000;

/** Renders defaults of on-demand pages with a finished server bundle, outside of the process that builds. One at a time. */
export interface FallbackRenderer {
	/**
	 * Undefined: the page exports `chooseFallback`, but not as `true`.
	 *
	 * @throws {Error} saying what the page threw, that it took too long, or that it ended the process.
	 */
	render(page: FallbackPage, device: Device): Promise<Rendered | undefined>;
	close(): void;
}

export function createFallbackRenderer(
	serverFolder: URL,
	env: NodeJS.ProcessEnv,
	patience = PATIENCE,
): FallbackRenderer {
	let child: ChildProcess | undefined;
	let questions = 0;

	const start = () => {
		const started = fork(fileURLToPath(new URL(FALLBACK_MODULE, serverFolder)), {
			env: { ...env, [NODE_SERVER.autostart]: 'disabled' },
			serialization: 'advanced',
			// A debugger of the build would stop this process as well.
			execArgv: process.execArgv.filter((argument) => !argument.startsWith('--inspect')),
		});
		started.once('exit', () => {
			if (child === started) child = undefined;
		});
		return started;
	};
	const close = () => {
		child?.kill('SIGKILL');
		child = undefined;
	};

	const ask = async (question: Question): Promise<Reply> => {
		const asked = (child ??= start());
		const settled = new AbortController();
		const { signal } = settled;
		const refuse = (why: string) => {
			throw new Error(why);
		};
		try {
			const reply = Promise.race([
				replyTo(question, asked, signal),
				once(asked, 'exit', { signal }).then(([code]: unknown[]) =>
					refuse(`it ends the process, with ${String(code)}`),
				),
				setTimeout(patience, undefined, { signal }).then(() =>
					refuse(`it takes longer than ${patience} ms`),
				),
			]);
			asked.send(question);
			return await reply;
		} catch (error) {
			close();
			throw error;
		} finally {
			settled.abort();
		}
	};

	return {
		async render(page, device) {
			const { rendered, failure } = await ask({ ...page, device, id: ++questions });
			if (failure !== undefined) throw new Error(failure);
			if (rendered === undefined) return undefined;
			const { headers, bytes } = rendered;
			return { ...rendered, headers: new Headers(headers), bytes: bytes && Buffer.from(bytes) };
		},
		close,
	};
}

// Whatever else runs in that process may send messages too.
async function replyTo({ id }: Question, asked: ChildProcess, signal: AbortSignal): Promise<Reply> {
	for await (const [message] of on(asked, 'message', { signal })) {
		const reply = replySchema.safeParse(message);
		if (reply.success && reply.data.id === id) return reply.data;
	}
	throw new Error('the process sends no more messages');
}
