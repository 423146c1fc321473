import type { LiveBundle, StoredPage } from '../store/index-file.js';
import type { Outcome } from '../variants/reads.js';
import type { LiveQuestion, LiveReply } from './live-messages.js';
import { LiveRenderError, type LiveRenderer, type LiveRendering } from './live-renderer-types.js';
import { startLiveThread, type LiveThread } from './live-thread.js';
import { findUnsendable } from './sendable.js';

/** Milliseconds that the thread may take to load a site's pages. */
const START_PATIENCE = 30_000;

export interface LiveRendererOptions {
	/** The module of the thread. */
	readonly workerModule: URL;
	/** Where the prerender bundle was kept; ends in a slash. */
	readonly liveFolder: URL;
	readonly bundle: LiveBundle;
	/** Milliseconds one page may take; afterwards the thread is ended. */
	readonly deadline: number;
	/** Told when pages cannot be rendered at all, once until one can. */
	readonly onProblem: (message: string) => void;
	/** The environment that pages see. */
	readonly env?: NodeJS.ProcessEnv;
	/** Milliseconds to wait before the next start after so many that failed in a row. Default: from 0.1 s to 10 s. */
	readonly backOff?: (failures: number) => number;
}

interface Job {
	readonly request: StoredPage['request'];
	readonly outcome: Outcome;
	readonly resolve: (rendering: LiveRendering) => void;
	readonly reject: (error: unknown) => void;
}

/**
 * Its memory has no bound of its own: what a site's pages need is known only to the build, which had the process's; a thread that runs
 * out of memory ends by itself, without the process.
 */
export function createLiveRenderer(options: LiveRendererOptions): LiveRenderer {
	const { deadline, onProblem, env = process.env, backOff = doubling } = options;
	const waiting: Job[] = [];
	const closing = new AbortController();
	let thread: LiveThread | undefined;
	let isWorking = false;
	let failedStarts = 0;
	let questions = 0;
	/** Why no page will ever be rendered. */
	let unusable: LiveRenderError | undefined;

	const start = async (): Promise<LiveThread> => {
		if (failedStarts > 0) await pause(backOff(failedStarts), closing.signal);
		refuseIfClosed();
		const { workerModule, liveFolder, bundle } = options;
		const started = startLiveThread(workerModule, { folder: liveFolder.href, bundle }, env);
		thread = started;
		try {
			const reply = await started.ask(isStart, START_PATIENCE);
			if (reply.kind === 'unusable') throw new LiveRenderError(reply.message, reply);
			failedStarts = 0;
			return started;
		} catch (error) {
			const failure = error instanceof LiveRenderError ? error : new LiveRenderError(String(error));
			if (failure.isFinal) {
				unusable = new LiveRenderError(failure.message, { isFinal: true, isGeneral: true });
			}
			if (failedStarts++ === 0 && !closing.signal.aborted) {
				onProblem(`pages cannot be rendered while the server runs: ${failure.message}`);
			}
			await started.end();
			throw unusable ?? failure;
		}
	};

	const render = async ({ request, outcome }: Job): Promise<LiveRendering> => {
		refuseIfClosed();
		if (unusable !== undefined) throw unusable;
		const unsendable = findUnsendable(outcome);
		if (unsendable !== undefined) {
			throw new LiveRenderError(
				`the payload of ${unsendable} holds a function, or an object of a class, which cannot be sent to the thread that renders pages`,
				{ isFinal: true },
			);
		}
		const rendering = thread === undefined || thread.hasEnded ? await start() : thread;
		const id = ++questions;
		const question: LiveQuestion = { id, request, outcome };
		const reply = await rendering.ask(isAnswerTo(id), deadline, question);
		if (reply.kind === 'failed') throw new LiveRenderError(reply.message, reply);
		const { body, headers, reads, ms } = reply;
		const { identity, br, gzip } = body;
		return {
			body: {
				identity: bufferOf(identity),
				...(br && { br: bufferOf(br) }),
				...(gzip && { gzip: bufferOf(gzip) }),
			},
			headers,
			reads,
			ms,
		};
	};

	const refuseIfClosed = () => {
		if (closing.signal.aborted) throw new LiveRenderError('the renderer is closed');
	};

	const work = async () => {
		isWorking = true;
		for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
			await render(job).then(job.resolve, job.reject);
		}
		isWorking = false;
	};

	return {
		render: (request, outcome) =>
			new Promise((resolve, reject) => {
				waiting.push({ request, outcome, resolve, reject });
				if (!isWorking) void work();
			}),
		async close() {
			closing.abort();
			await thread?.end();
		},
	};
}

type Starting = Extract<LiveReply, { kind: 'ready' | 'unusable' }>;
type Answer = Extract<LiveReply, { kind: 'rendered' | 'failed' }>;

function isStart(reply: LiveReply): reply is Starting {
	return reply.kind === 'ready' || reply.kind === 'unusable';
}

function isAnswerTo(id: number): (reply: LiveReply) => reply is Answer {
	return (reply): reply is Answer => 'id' in reply && reply.id === id;
}

function doubling(failures: number): number {
	return Math.min(100 * 2 ** (failures - 1), 10_000);
}

/** Waits, at most until the renderer is closed; does not keep the process alive. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		const done = () => {
			clearTimeout(timer);
			signal.removeEventListener('abort', done);
			resolve();
		};
		const timer = setTimeout(done, ms).unref();
		signal.addEventListener('abort', done);
	});
}

/** The same memory. */
function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
	return Buffer.from(buffer, byteOffset, byteLength);
}
