import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { packBody, type PackedBody } from '../store/codings.js';
import type { BodyDone, BodyJob } from './body-thread.js';
import { createFactsReader } from './seo/read-facts.js';
import type { SeoFacts } from './seo/seo-types.js';

/** A body with all that a build wants to know of it. */
export interface WorkedBody {
	readonly facts: SeoFacts;
	readonly encoded: PackedBody;
}

/** Reads what search engines read of bodies, and encodes them. */
export interface BodyWork {
	/**
	 * `url` is that of the body's page. The bytes may be gone afterwards, but for those in the result. `known` are the codings of an
	 * equal body, which are taken as they are.
	 */
	work(url: string, bytes: Buffer, known?: PackedBody): Promise<WorkedBody>;
	/** Nothing is asked for any more. */
	close(): Promise<void>;
}

/** Pages for which one more thread is worth its start of about 50 ms. */
const PAGES_PER_THREAD = 50;
const MOST_THREADS = 4;
/** Bodies of one page that may wait for the thread that knows its markup. */
const MOST_BEHIND = 8;
/**
 * A thread that is never idle fills all the memory that it may before it gives any back: with V8's own limit, of 48 MB, a build of 300
 * pages with twenty variants of each takes 1,076 MB; with this, 887.
 */
const YOUNG_GENERATION_MB = 4;

/** In threads, if there are pages enough for them; here, if not. */
export function createBodyWork(pages: number): BodyWork {
	const most = Math.min(availableParallelism(), MOST_THREADS);
	const threads = Math.min(Math.floor(pages / PAGES_PER_THREAD), most);
	return threads === 0 ? WORK_HERE : createBodyThreads(threads);
}

export const WORK_HERE: BodyWork = {
	async work(url, bytes, known) {
		const facts = createFactsReader(url)(String(bytes));
		return { facts, encoded: known ?? (await packBody(bytes)) };
	},
	close: () => Promise.resolve(),
};

/**
 * In that many threads, so that rendering has its own for itself. With zlib's threads and reading here, bodies took 7.0 of the 37 s that
 * the main thread of a build of 4,500 variants was busy; handing them over takes 3.5 of 27 s.
 */
export function createBodyThreads(count: number): BodyWork {
	const threads = Array.from({ length: count }, startThread);
	let last: { readonly url: string; readonly thread: BodyThread } | undefined;

	const choose = (url: string): BodyThread => {
		const least = threads.reduce((one, other) => (other.waiting() < one.waiting() ? other : one));
		const isSame = last?.url === url && last.thread.waiting() < least.waiting() + MOST_BEHIND;
		const thread = isSame && last ? last.thread : least;
		last = { url, thread };
		return thread;
	};

	return {
		async work(url, bytes, known) {
			const { facts, codings } = await choose(url).ask({
				url,
				bytes: ownMemory(bytes),
				isEncoded: known === undefined,
			});
			const { identity, br } = codings;
			const encoded = {
				identity: identity ? bufferOf(identity) : bytes,
				...(br && { br: bufferOf(br) }),
			};
			return { facts, encoded: known ? { ...known, identity: encoded.identity } : encoded };
		},
		async close() {
			await Promise.all(threads.map((thread) => thread.end()));
		},
	};
}

type BodyThread = ReturnType<typeof startThread>;

function startThread() {
	const worker = new Worker(new URL('./body-thread.js', import.meta.url), {
		name: 'astro-choose-bodies',
		resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
	});
	const waiting = new Map<number, PromiseWithResolvers<BodyDone>>();
	let asked = 0;
	let end: Error | undefined;
	const fail = (error: Error) => {
		end ??= error;
		for (const { reject } of waiting.values()) reject(end);
		waiting.clear();
	};
	worker.on('message', (done: BodyDone) => {
		waiting.get(done.id)?.resolve(done);
		waiting.delete(done.id);
	});
	worker.on('error', fail);
	worker.on('exit', (code) => {
		fail(new Error(`the thread that encodes variants has ended with ${code}`));
	});
	return {
		waiting: () => waiting.size,
		ask(job: Omit<BodyJob, 'id'>): Promise<BodyDone> {
			if (end !== undefined) return Promise.reject(end);
			const id = asked++;
			const done = Promise.withResolvers<BodyDone>();
			waiting.set(id, done);
			worker.postMessage({ id, ...job }, [job.bytes.buffer]);
			return done.promise;
		},
		end: () => worker.terminate(),
	};
}

// Small buffers share their memory with others.
function ownMemory(bytes: Buffer): Uint8Array<ArrayBuffer> {
	const { buffer } = bytes;
	const isOwn = buffer instanceof ArrayBuffer && buffer.byteLength === bytes.length;
	return isOwn ? new Uint8Array(buffer) : Uint8Array.from(bytes);
}

function bufferOf({ buffer }: Uint8Array<ArrayBuffer>): Buffer {
	return Buffer.from(buffer);
}
