/**
 * The thread that renders live: what `dist/server/choose-live-worker.mjs` is made from. It loads the site's prerender bundle, so that
 * nothing that pages do, or take long for, touches the server's event loop.
 */
import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { describeThrown } from '../errors.js';
import { openLiveApp, type LiveApp } from './live-app.js';
import { liveThreadStartSchema, type LiveQuestion, type LiveReply } from './live-messages.js';
import { LiveRenderError } from './live-renderer-types.js';

const port = parentPort;
const { folder, bundle } = liveThreadStartSchema.parse(workerData);

function send(reply: LiveReply): void {
	const bodies = reply.kind === 'rendered' ? Object.values(reply.body) : [];
	port?.postMessage(
		reply,
		bodies.flatMap(({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : [])),
	);
}

/** Lets requests go first, where the system knows threads by a number of their own (Linux). */
function giveWay(): void {
	try {
		const number = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
		setPriority(number, constants.priority.PRIORITY_LOW);
	} catch {
		// Another system: the thread has the priority of the process.
	}
}

giveWay();

function describe(error: unknown): { readonly message: string; readonly isFinal: boolean } {
	return error instanceof LiveRenderError
		? { message: error.message, isFinal: error.isFinal }
		: { message: describeThrown(error), isFinal: false };
}

async function answer(render: LiveApp, { id, ...question }: LiveQuestion): Promise<LiveReply> {
	try {
		return { kind: 'rendered', id, ...(await render(question)) };
	} catch (error) {
		return { kind: 'failed', id, ...describe(error) };
	}
}

try {
	const render = await openLiveApp(new URL(folder), bundle);
	// Its only sender is `createLiveRenderer`.
	port?.on('message', (question: LiveQuestion) => {
		void answer(render, question).then(send);
	});
	send({ kind: 'ready' });
} catch (error) {
	send({ kind: 'unusable', ...describe(error) });
}
