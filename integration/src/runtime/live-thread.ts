import { Worker } from 'node:worker_threads';
import { describeThrown } from '../errors.js';
import { liveReplySchema, type LiveReply, type LiveThreadStart } from './live-messages.js';
import { LiveRenderError } from './live-renderer-types.js';

/** A thread that renders, from its start to its end. It never keeps the process alive. */
export interface LiveThread {
	readonly hasEnded: boolean;
	/**
	 * Sends a message, if one is given, and waits for the answer to it.
	 *
	 * @throws {LiveRenderError} when the thread ends first, or is ended because `patience` milliseconds have passed.
	 */
	ask<Reply extends LiveReply>(
		isAnswer: (reply: LiveReply) => reply is Reply,
		patience: number,
		message?: object,
	): Promise<Reply>;
	end(): Promise<void>;
}

export function startLiveThread(
	module: URL,
	start: LiveThreadStart,
	env: NodeJS.ProcessEnv,
): LiveThread {
	const worker = new Worker(module, {
		name: 'astro-choose',
		workerData: start,
		// As in `astro build`.
		env: { ...env, NODE_ENV: 'production' },
	});
	worker.unref();
	let end: string | undefined;
	worker.on('error', (error) => {
		end = `it ends the thread that renders pages, with ${describeThrown(error)}`;
	});
	let hasEnded = false;
	worker.once('exit', (code) => {
		end ??= `it ends the thread that renders pages, with ${code}`;
		hasEnded = true;
	});

	const stop = async (why: string) => {
		end ??= why;
		hasEnded = true;
		await worker.terminate();
	};

	return {
		get hasEnded() {
			return hasEnded;
		},
		ask(isAnswer, patience, message) {
			return new Promise((resolve, reject) => {
				const settle = (finish: () => void) => {
					clearTimeout(timer);
					worker.off('message', onMessage);
					worker.off('exit', fail);
					finish();
				};
				const fail = () => {
					settle(() => reject(new LiveRenderError(end ?? 'the thread has ended')));
				};
				const onMessage = (received: unknown) => {
					const { data } = liveReplySchema.safeParse(received);
					if (data !== undefined && isAnswer(data)) settle(() => resolve(data));
				};
				const timer = setTimeout(() => {
					void stop(`it takes longer than ${patience} ms`);
					fail();
				}, patience).unref();
				worker.on('message', onMessage);
				worker.once('exit', fail);
				if (hasEnded) fail();
				if (message !== undefined) worker.postMessage(message);
			});
		},
		end: () => stop('the renderer is closed'),
	};
}
