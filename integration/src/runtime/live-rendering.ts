import { LRUCache } from 'lru-cache';
import type { LivePages } from '../store/live-pages.js';
import { keyOfOutcome } from '../variants/outcome-key.js';
import type { Outcome } from '../variants/reads.js';
import { createDeferred, type Deferred } from '../deferred.js';
import { LiveRenderError, type LiveRenderer } from './live-renderer-types.js';
import { createOnce } from './site-logger.js';
import type { VariedPage, VariedPages } from './varied-pages.js';

/** What is wanted of a page. */
export interface Wanted {
	readonly page: VariedPage;
	readonly outcome: Outcome;
	/** For a private segment: its variant is kept in memory only. */
	readonly isPrivate: boolean;
}

/** What asking for a variant comes to. */
export interface Asked {
	/** Resolves when it is rendered, or has failed; never rejects. Undefined: nobody is at it. */
	readonly rendered?: Promise<void>;
	/** When asking again makes sense, by the clock of the rendering. */
	readonly retryAt: number;
}

/** Renders the variants that are missing, each once however many ask for it, one at a time. */
export interface LiveRendering {
	/** Has a variant rendered, before those that are only prepared. */
	ask(wanted: Wanted): Asked;
	/** The same behind all that visitors wait for. */
	prepare(wanted: Wanted): Asked;
	/** Lets go of what waits to be rendered: other decisions are shown. Whoever still needs some of it asks again. */
	drop(): void;
	readonly counts: { readonly rendered: number; readonly failed: number };
	/** How many are waiting. */
	readonly waiting: number;
}

export interface LiveRenderingOptions {
	readonly renderer: Pick<LiveRenderer, 'render'>;
	readonly livePages: Pick<LivePages, 'add'>;
	readonly pages: Pick<VariedPages, 'add' | 'forgetAnswers'>;
	/** Milliseconds, of a clock that nobody sets. */
	readonly now: () => number;
	readonly log: { error(message: string): void };
}

/** Beyond so many, more of them are not taken on. */
const MOST_WAITING = 1_000;
const MOST_FAILURES = 10_000;
const NOT_FINAL = { isFinal: false, isGeneral: false };
/** Milliseconds until a page that could not be rendered is tried again; doubled each time. */
const FIRST_RETRY = 1_000;
const LAST_RETRY = 300_000;

interface Failure {
	readonly times: number;
	readonly until: number;
}

interface Job extends Wanted {
	readonly key: string;
	readonly done: Deferred;
}

export function createLiveRendering(options: LiveRenderingOptions): LiveRendering {
	const { renderer, livePages, pages, now, log } = options;
	const jobs = new Map<string, Job>();
	const asked: Job[] = [];
	const prepared: Job[] = [];
	const failures = new LRUCache<string, Failure>({ max: MOST_FAILURES });
	const tell = createOnce((message) => {
		log.error(message);
	});
	const counts = { rendered: 0, failed: 0 };
	let isRendering = false;
	/** Until then, no page can be rendered. */
	let unusableUntil = 0;

	const fail = (job: Job, error: unknown) => {
		const { key, page } = job;
		counts.failed++;
		const times = (failures.get(key)?.times ?? 0) + 1;
		pages.forgetAnswers(page);
		const { isFinal, isGeneral } = error instanceof LiveRenderError ? error : NOT_FINAL;
		const wait = isFinal ? LAST_RETRY : Math.min(LAST_RETRY, FIRST_RETRY * 2 ** (times - 1));
		failures.set(key, { times, until: now() + wait });
		if (isGeneral) {
			// The renderer itself has said so.
			unusableUntil = now() + LAST_RETRY;
			return;
		}
		tell(describeFailure(job, error));
	};

	const render = async (job: Job) => {
		const { page, outcome, isPrivate, key } = job;
		if (page.find(outcome) !== undefined) return;
		try {
			const { body, headers, reads } = await renderer.render(page.request, outcome);
			const { file } = page;
			const variant = await livePages.add({ file, reads, headers, body, isPrivate });
			if (variant === undefined) {
				throw new LiveRenderError('there is no room for it (`live.variants`, `memory`, `disk`).', {
					isFinal: true,
				});
			}
			counts.rendered++;
			failures.delete(key);
			pages.add({ file, variant });
		} catch (error) {
			fail(job, error);
		}
	};

	const renderAll = async () => {
		if (isRendering) return;
		isRendering = true;
		for (
			let job = asked.shift() ?? prepared.shift();
			job;
			job = asked.shift() ?? prepared.shift()
		) {
			await render(job);
			jobs.delete(job.key);
			job.done.resolve();
		}
		isRendering = false;
	};

	const enqueue = (wanted: Wanted, queue: Job[]): Asked => {
		if (now() < unusableUntil) return { retryAt: unusableUntil };
		const key = `${wanted.page.file} ${keyOfOutcome(wanted.outcome)}`;
		const known = jobs.get(key);
		if (known !== undefined) {
			const place = queue === asked ? prepared.indexOf(known) : -1;
			if (place !== -1) asked.push(...prepared.splice(place, 1));
			return { rendered: known.done.promise, retryAt: Infinity };
		}
		const failure = failures.get(key);
		if (failure !== undefined && now() < failure.until) return { retryAt: failure.until };
		if (jobs.size >= MOST_WAITING) return { retryAt: now() };
		const job: Job = { ...wanted, key, done: createDeferred() };
		jobs.set(key, job);
		queue.push(job);
		void renderAll();
		return { rendered: job.done.promise, retryAt: Infinity };
	};

	return {
		ask: (wanted) => enqueue(wanted, asked),
		prepare: (wanted) => enqueue(wanted, prepared),
		drop() {
			for (const job of [...asked.splice(0), ...prepared.splice(0)]) {
				jobs.delete(job.key);
				job.done.resolve();
			}
		},
		counts,
		get waiting() {
			return jobs.size;
		},
	};
}

/** What a page throws may say what it was to show: nothing of that for a private segment. */
function describeFailure({ page, isPrivate }: Wanted, error: unknown): string {
	const path = decodeURI(new URL(page.request.url).pathname);
	const why = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
	return `${path} could not be rendered live${isPrivate ? ' for a private segment' : `: ${why}`}. Its variant before is kept, or its default.`;
}
