import type { ChooseClient, Reply } from '../../choose/choose-types.js';
import type { Gate } from './gate.js';
import type { Subject } from './subjects.js';

/** How a reply is taken: by the two-replies rule, or as it is; with `only`, of one experience or group. */
export interface AskMode {
	readonly asItIs: boolean;
	readonly only?: string | undefined;
	/** Even while Choose is taken to be down. */
	readonly isProbe?: boolean;
}

/** `held`: not asked, because Choose is not called at present. */
export type CallOutcome =
	| { readonly kind: 'answered' }
	| { readonly kind: 'failed'; readonly error: unknown }
	| { readonly kind: 'held' };

export interface SegmentCalls {
	/** Calls made and failed since the start. */
	readonly counts: { readonly made: number; readonly failed: number };
	/** Whether a call is under way, or waits. */
	readonly isBusy: boolean;
	isAsking(subject: Subject): boolean;
	/** Never rejects. Two who ask for the same share one call, unless one that was taken as it is began before. */
	ask(subject: Subject, mode: AskMode): Promise<CallOutcome>;
	/** Ends calls. */
	stop(): Promise<void>;
}

export interface SegmentCallsOptions {
	readonly client: ChooseClient;
	/** Calls under way at most. */
	readonly concurrency: number;
	readonly gate: Gate;
	/** Milliseconds since 1970. */
	readonly now: () => number;
	/** The clock of the gate. */
	readonly steady: () => number;
	/** `at`: when it was asked. */
	readonly onReply: (subject: Subject, reply: Reply, at: number, mode: AskMode) => void;
	readonly onFailure: (subject: Subject, error: unknown, at: number) => void;
	readonly onHeld: (subject: Subject) => void;
}

interface Request {
	readonly subject: Subject;
	readonly mode: AskMode;
	readonly outcome: Promise<CallOutcome>;
	readonly settle: (outcome: CallOutcome) => void;
}

/** Makes calls for segments: a few at once, one at a time for each subject, and only while the gate lets them through. */
export function createSegmentCalls(options: SegmentCallsOptions): SegmentCalls {
	const { client, concurrency, gate, now, steady } = options;
	const queue: Request[] = [];
	const underWay = new Map<string, Request>();
	const counts = { made: 0, failed: 0 };
	const ending = new AbortController();
	let timer: NodeJS.Timeout | undefined;

	const hold = () => {
		for (const request of queue.splice(0)) {
			options.onHeld(request.subject);
			request.settle({ kind: 'held' });
		}
	};

	const drain = () => {
		clearTimeout(timer);
		while (underWay.size < concurrency) {
			const index = queue.findIndex(({ subject }) => !underWay.has(subject.key));
			const request = queue[index];
			if (request === undefined) return;
			if (ending.signal.aborted || !gate.admit(request.mode.isProbe)) {
				const isSpaced = gate.breaker === 'closed' && gate.pausedUntil === undefined;
				if (ending.signal.aborted || !isSpaced) hold();
				else timer = setTimeout(drain, Math.max(1, (gate.opensAt() ?? 0) - steady())).unref();
				return;
			}
			queue.splice(index, 1);
			underWay.set(request.subject.key, request);
			call(request).catch((error: unknown) => {
				request.settle({ kind: 'failed', error });
			});
		}
	};

	const call = async (request: Request) => {
		const { subject, mode, settle } = request;
		const at = now();
		counts.made++;
		const outcome = await attempt(subject, mode);
		underWay.delete(subject.key);
		if (outcome.kind === 'held') gate.abandon();
		else if (outcome.kind === 'answered') {
			gate.succeed();
			options.onReply(subject, outcome.reply, at, mode);
		} else {
			counts.failed++;
			gate.fail(outcome.error);
			options.onFailure(subject, outcome.error, at);
		}
		settle(outcome);
		drain();
	};

	const attempt = async (subject: Subject, { only }: AskMode) => {
		try {
			const { signal } = ending;
			const reply = await client.choose(subject.createQuestion(only), { signal });
			return { kind: 'answered', reply } as const;
		} catch (error) {
			return ending.signal.aborted
				? ({ kind: 'held' } as const)
				: ({ kind: 'failed', error } as const);
		}
	};

	return {
		counts,
		get isBusy() {
			return underWay.size + queue.length > 0;
		},
		isAsking: ({ key }) => underWay.has(key) || queue.some(({ subject }) => subject.key === key),
		ask(subject, mode) {
			// What is asked for as it is answers a change of just now: a call that began before may not know of it.
			const shared = [...queue, ...(mode.asItIs ? [] : underWay.values())].find(
				(request) => request.subject.key === subject.key && answersFor(request.mode, mode),
			);
			if (shared !== undefined) return shared.outcome;
			const { promise, resolve } = Promise.withResolvers<CallOutcome>();
			queue.push({ subject, mode, outcome: promise, settle: resolve });
			drain();
			return promise;
		},
		async stop() {
			ending.abort();
			clearTimeout(timer);
			hold();
			await Promise.all([...underWay.values()].map(({ outcome }) => outcome));
		},
	};
}

function answersFor(asked: AskMode, mode: AskMode): boolean {
	if (asked.only !== undefined && asked.only !== mode.only) return false;
	return asked.asItIs || !mode.asItIs;
}
