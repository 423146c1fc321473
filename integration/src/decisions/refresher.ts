import type { ChooseClient } from '../choose/choose-types.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import { within } from '../deferred.js';
import { ChooseError } from '../errors.js';
import { namesAsked } from './question.js';
import { ageLimitsOf } from './refresh/expiry.js';
import { createGate } from './refresh/gate.js';
import { createKnowledge } from './refresh/knowledge.js';
import {
	describeFailure,
	logGateChange,
	logRole,
	logVanishing,
	type RefresherLog,
} from './refresh/messages.js';
import { createPublisher } from './refresh/publisher.js';
import { refreshNow } from './refresh/refresh-now.js';
import { createSchedule } from './refresh/schedule.js';
import { segmentStatus } from './refresh/segment-status.js';
import type { LastSeen, RefresherShare } from './refresh/share-types.js';
import { createSegmentCalls } from './refresh/segment-calls.js';
import { subjectsOf, type Subject } from './refresh/subjects.js';
import type { PresentSnapshot, Refresher } from './refresher-types.js';
import type { Snapshot } from './snapshot.js';

export interface RefresherOptions {
	readonly definition: ChooseDefinition;
	/** Closed by whoever made it, after the refresher was stopped. */
	readonly client: ChooseClient;
	/** The address, organisation and project that are asked: the decisions of others are not used. */
	readonly source: string;
	/** What the build knew. */
	readonly built: readonly Snapshot[];
	/** Seconds. */
	readonly maxAge: number;
	readonly staleIfError: number;
	readonly idle: number;
	/** Calls under way at most. */
	readonly concurrency: number;
	/** Milliseconds that a start waits for Choose. Default: 2000. */
	readonly startDeadline?: number;
	/** Milliseconds that a refresh that somebody asked for waits for Choose. Default: 10000. */
	readonly refreshDeadline?: number;
	/** Of the visitors of this process. */
	readonly lastSeen: LastSeen;
	/** `createNoShare()`: this process is on its own. */
	readonly share: RefresherShare;
	/** What is in force has changed in content. */
	readonly onChange: (present: readonly PresentSnapshot[]) => void;
	readonly log: RefresherLog;
	/** Milliseconds since 1970. */
	readonly now: () => number;
	/** Milliseconds of a clock that nobody sets. */
	readonly steady: () => number;
	/** In [0, 1). */
	readonly random: () => number;
}

const START_DEADLINE = 2_000;
const REFRESH_DEADLINE = 10_000;
/** Milliseconds in which answers are gathered before they are written; drawn anew, so that two who write do not stay in step. */
const WRITE_AFTER = 50;

/** Keeps the decisions of every segment current; shares the work, and what comes of it, with the other processes of the machine. */
export function createRefresher(options: RefresherOptions): Refresher {
	const { definition, share, log, now, steady, random } = options;
	const subjects = subjectsOf(definition, options.source);
	const asked = namesAsked(definition);
	const knowledge = createKnowledge({
		subjects,
		asked,
		limits: ageLimitsOf(definition, options.staleIfError),
		built: options.built,
		kept: share.snapshots.read(),
		now,
	});
	const publisher = createPublisher({
		read: () => knowledge.present(),
		onChange(present) {
			// Before anybody sees it: a process that ends has written down what it has shown.
			if (writing !== undefined) write();
			options.onChange(present);
		},
		log,
	});
	const vanishing = new Set<string>();
	let state: 'new' | 'running' | 'stopped' = 'new';
	const isRunning = () => state === 'running';
	let lastProblem: string | undefined;
	let writing: NodeJS.Timeout | undefined;

	const write = () => {
		clearTimeout(writing);
		writing = undefined;
		share.snapshots.write(knowledge.all());
	};
	const writeSoon = () => {
		writing ??= setTimeout(write, WRITE_AFTER * (1 + random())).unref();
	};
	const adopt = () => {
		if (knowledge.adopt(share.snapshots.read())) writeSoon();
		publisher.update(calls.isBusy);
	};
	const onHeld = (subject: Subject) => {
		if (state === 'stopped' || knowledge.attemptOf(subject)?.failed === true) return;
		knowledge.fail(subject, now());
		writeSoon();
	};
	const settled = () => {
		writeSoon();
		// Once the call no longer counts as under way.
		queueMicrotask(() => {
			if (isRunning()) schedule.plan();
		});
	};

	const gate = createGate({
		now,
		steady,
		random,
		onChange(change) {
			logGateChange(change, log);
			if (change.to === 'closed') schedule.retryNow();
		},
	});
	const calls = createSegmentCalls({
		client: options.client,
		concurrency: options.concurrency,
		gate,
		now,
		steady,
		onReply(subject, reply, at, mode) {
			schedule.succeeded(subject);
			const isVanishing = knowledge.answer(subject, reply, at, mode);
			if (isVanishing && vanishing.size === 0) logVanishing(subject, log);
			if (isVanishing) vanishing.add(subject.key);
			else vanishing.delete(subject.key);
			settled();
		},
		onFailure(subject, error, at) {
			lastProblem = describeFailure(error, subject);
			const isLimited = error instanceof ChooseError && error.name === 'ChooseRateLimited';
			schedule.failed(subject, isLimited);
			knowledge.fail(subject, at);
			settled();
		},
		onHeld,
	});
	const schedule = createSchedule({
		subjects,
		rhythm: { maxAge: options.maxAge * 1_000, idle: options.idle * 1_000 },
		knowledge,
		gate,
		calls,
		lastSeen: share.seen.lastSeen,
		isAsking: () => share.lock.isHeld,
		onHeld,
		onLook: () => {
			publisher.update(calls.isBusy);
		},
		now,
		steady,
		random,
	});

	return {
		get present() {
			return publisher.present;
		},
		async start() {
			if (state !== 'new') return;
			state = 'running';
			share.seen.start(options.lastSeen, subjects);
			share.snapshots.start(adopt);
			// What was written since this was created is not told.
			adopt();
			share.lock.start(() => {
				logRole(share.lock.isHeld, log);
				schedule.plan();
			});
			if (share.lock.isHeld) {
				const all = subjects.map((subject) => calls.ask(subject, { asItIs: false }));
				await within(options.startDeadline ?? START_DEADLINE, Promise.all(all));
			}
			if (!isRunning()) return;
			schedule.plan();
			publisher.update(false);
		},
		async refresh(only) {
			if (state === 'stopped') return { ...NOT_ASKED, problems: ['the server is stopping'] };
			if (only !== undefined && !asked.includes(only)) {
				return { ...NOT_ASKED, problems: [`${only} is not declared per segment`] };
			}
			const outcome = await refreshNow({
				subjects,
				calls,
				gate,
				deadline: options.refreshDeadline ?? REFRESH_DEADLINE,
				// Where nothing is known, a part of it would pass for all.
				modeOf: (subject) => ({ asItIs: true, only: knowledge.of(subject) && only }),
			});
			publisher.update(false);
			return outcome;
		},
		get status() {
			return {
				role: share.lock.isHeld ? ('asking' as const) : ('following' as const),
				breaker: gate.breaker,
				pausedUntil: gate.pausedUntil,
				calls: { ...calls.counts },
				segments: segmentStatus(subjects, knowledge, schedule.failuresOf),
				lastProblem,
			};
		},
		async stop() {
			if (state === 'stopped') return;
			const hasWork = writing !== undefined;
			state = 'stopped';
			schedule.stop();
			publisher.stop();
			await calls.stop();
			if (hasWork) write();
			share.snapshots.stop();
			share.seen.stop();
			share.lock.stop();
		},
	};
}

const NOT_ASKED = { asked: 0, failed: 0 };
