import { snapshotKey, type Snapshot } from '../snapshot.js';
import type { Misses } from './absorb.js';

/** The last call for a segment on a device. */
export interface Attempt {
	/** Milliseconds since 1970. */
	readonly at: number;
	readonly failed: boolean;
}

/** What processes and restarts hand on about one segment on one device. */
export interface Known {
	/** The `identity` of its subject. */
	readonly identity: string;
	/** Experiences and groups that were asked for; decisions of others are unknown. */
	readonly asked: readonly string[];
	readonly snapshot: Snapshot;
	readonly misses: Misses;
	/** When the last reply was asked for, even if it was about a part only, in milliseconds since 1970. */
	readonly answeredAt: number;
	readonly attempt: Attempt;
}

/** What is the same thing, known at different times. */
export function keyOfKnown({
	identity,
	asked,
	snapshot: { segment, device },
}: Pick<Known, 'identity' | 'asked'> & {
	readonly snapshot: Pick<Snapshot, 'segment' | 'device'>;
}): string {
	return JSON.stringify([snapshotKey(segment, device), identity, asked]);
}

/** Whether one time is later than another. A time to come was told by a clock that was ahead, and is earlier than all others. */
export function isLater(one: number, other: number, now: number): boolean {
	return one <= now && (one > other || other > now);
}

/** What is known of one thing from two sources: the newest reply, and the newest attempt. */
export function newestOf(a: Known, b: Known, now: number): Known {
	const answered = isLater(b.answeredAt, a.answeredAt, now) ? b : a;
	const attempt = isLater(b.attempt.at, a.attempt.at, now) ? b.attempt : a.attempt;
	return answered.attempt === attempt ? answered : { ...answered, attempt };
}

/** As it is known at a time: of what a clock that was ahead told nobody knows the age, and it counts as new. */
export function noLaterThan(known: Known, now: number): Known {
	const { snapshot, answeredAt, attempt } = known;
	if (Math.max(snapshot.fetchedAt, answeredAt, attempt.at) <= now) return known;
	return {
		...known,
		snapshot: { ...snapshot, fetchedAt: Math.min(snapshot.fetchedAt, now) },
		answeredAt: Math.min(answeredAt, now),
		attempt: { ...attempt, at: Math.min(attempt.at, now) },
	};
}

/** Two lists as one, each thing once. */
export function mergeKnown(
	a: Iterable<Known>,
	b: Iterable<Known>,
	now: number,
): Map<string, Known> {
	const merged = new Map<string, Known>();
	for (const known of [...a, ...b]) {
		const key = keyOfKnown(known);
		const other = merged.get(key);
		merged.set(key, other === undefined ? known : newestOf(other, known, now));
	}
	return merged;
}

/**
 * What one subject starts from: each experience and group as the newest source has it that asked for it, so that a build which
 * declares one more loses nothing of what the builds before it learned. As old as the oldest part.
 */
export function combineKnown(
	sources: readonly Known[],
	identity: string,
	asked: readonly string[],
): Known | undefined {
	const newestFirst = sources
		.filter((source) => source.identity === identity)
		.sort((a, b) => b.answeredAt - a.answeredAt);
	const parts = new Map<Known, Set<string>>();
	for (const name of asked) {
		const source = newestFirst.find((one) => one.asked.includes(name));
		if (source !== undefined) parts.set(source, (parts.get(source) ?? new Set()).add(name));
	}
	const [newest] = newestFirst.filter((source) => parts.has(source));
	if (newest === undefined) return undefined;
	const used = [...parts];
	const pick = <Part>(of: (known: Known) => Readonly<Record<string, Part>>) =>
		Object.fromEntries(
			used.flatMap(([known, names]) =>
				Object.entries(of(known)).filter(([key]) => names.has(key.split('/', 1)[0] ?? key)),
			),
		);
	const oldestOf = (at: (known: Known) => number) => Math.min(...used.map(([known]) => at(known)));
	return {
		identity,
		asked,
		snapshot: {
			...newest.snapshot,
			fetchedAt: oldestOf(({ snapshot }) => snapshot.fetchedAt),
			reply: {
				experiences: pick(({ snapshot }) => snapshot.reply.experiences),
				groups: pick(({ snapshot }) => snapshot.reply.groups),
			},
		},
		misses: pick(({ misses }) => misses),
		answeredAt: oldestOf(({ answeredAt }) => answeredAt),
		attempt: newest.attempt,
	};
}
