import { backOff, LONGEST_BACK_OFF } from './back-off.js';
import type { Gate } from './gate.js';
import type { Knowledge } from './knowledge.js';
import { drawJitter, dueAt, type Rhythm } from './plan.js';
import type { SegmentCalls } from './segment-calls.js';
import type { LastSeen } from './share-types.js';
import type { Subject } from './subjects.js';

/** Milliseconds between two looks at who has visitors, and at what is too old. */
const LONGEST_WAIT = 1_000;
const SHORTEST_WAIT = 20;

/** Asks for whoever is due. */
export interface Schedule {
	/** Looks who is due, now and from then on. */
	plan(): void;
	succeeded(subject: Subject): void;
	/** `isLimited`: Choose limits the rate of calls, which says nothing about this subject. */
	failed(subject: Subject, isLimited: boolean): void;
	/** What failed is due at once. */
	retryNow(): void;
	/** Failures in a row. */
	failuresOf(subject: Subject): number;
	stop(): void;
}

export interface ScheduleOptions {
	readonly subjects: readonly Subject[];
	readonly rhythm: Rhythm;
	readonly knowledge: Pick<Knowledge, 'of' | 'attemptOf'>;
	readonly gate: Pick<Gate, 'breaker' | 'pausedUntil' | 'opensAt'>;
	readonly calls: Pick<SegmentCalls, 'ask' | 'isAsking'>;
	readonly lastSeen: LastSeen;
	/** Whether this process is the one that asks. */
	readonly isAsking: () => boolean;
	/** It is due, and Choose cannot be asked. */
	readonly onHeld: (subject: Subject) => void;
	/** At each look. */
	readonly onLook: () => void;
	/** Milliseconds since 1970. */
	readonly now: () => number;
	/** The clock of the gate. */
	readonly steady: () => number;
	/** In [0, 1). */
	readonly random: () => number;
}

interface State {
	failures: number;
	/** By the steady clock. */
	retryAt: number;
	jitter: number;
}

export function createSchedule(options: ScheduleOptions): Schedule {
	const { subjects, rhythm, knowledge, gate, calls, now, steady, random } = options;
	// Until it has been watched for long enough, nobody knows that a segment is idle.
	const startedAt = now();
	const states = new Map(
		subjects.map(({ key }) => [key, { failures: 0, retryAt: 0, jitter: drawJitter(random) }]),
	);
	const stateOf = ({ key }: Subject): State =>
		states.get(key) ?? { failures: 0, retryAt: 0, jitter: 1 };
	let timer: NodeJS.Timeout | undefined;
	let isStopped = false;

	const dueOf = (subject: Subject): number => {
		const { jitter, retryAt } = stateOf(subject);
		return dueAt(
			{
				jitter,
				retryAt: now() + retryAt - steady(),
				fetchedAt: knowledge.of(subject)?.snapshot.fetchedAt,
				isFailing: knowledge.attemptOf(subject)?.failed ?? false,
				lastSeen: Math.max(startedAt, options.lastSeen(subject.segment, subject.device) ?? 0),
			},
			rhythm,
			now(),
		);
	};

	const askWhoIsDue = () => {
		const waiting = subjects
			.filter((subject) => !calls.isAsking(subject))
			.map((subject) => ({ subject, due: dueOf(subject) }))
			.sort((a, b) => a.due - b.due);
		const due = waiting.filter((one) => one.due <= now());
		const wait = (gate.opensAt() ?? Number.POSITIVE_INFINITY) - steady();
		if (gate.breaker === 'closed' && gate.pausedUntil === undefined) {
			for (const { subject } of due) void calls.ask(subject, { asItIs: false });
		} else {
			for (const { subject } of due) options.onHeld(subject);
			// Somebody has to try, due or not.
			const [first] = waiting;
			if (wait <= 0 && first) void calls.ask(first.subject, { asItIs: false });
		}
		return Math.min(now() + (wait > 0 ? wait : LONGEST_WAIT), nextOf(waiting));
	};
	const nextOf = (waiting: readonly { readonly due: number }[]) =>
		waiting.find(({ due }) => due > now())?.due ?? now() + LONGEST_WAIT;

	const plan = () => {
		clearTimeout(timer);
		if (isStopped) return;
		const next = options.isAsking() ? askWhoIsDue() : now() + LONGEST_WAIT;
		options.onLook();
		const wait = Math.min(Math.max(next - now(), SHORTEST_WAIT), LONGEST_WAIT);
		timer = setTimeout(plan, wait).unref();
	};

	return {
		plan,
		succeeded(subject) {
			Object.assign(stateOf(subject), { failures: 0, retryAt: 0, jitter: drawJitter(random) });
		},
		failed(subject, isLimited) {
			const state = stateOf(subject);
			if (isLimited) return;
			state.failures++;
			const longest = Math.max(LONGEST_BACK_OFF, rhythm.maxAge);
			state.retryAt = steady() + backOff(state.failures, random, longest);
		},
		retryNow() {
			for (const state of states.values()) state.retryAt = 0;
		},
		failuresOf: (subject) => stateOf(subject).failures,
		stop() {
			isStopped = true;
			clearTimeout(timer);
		},
	};
}
