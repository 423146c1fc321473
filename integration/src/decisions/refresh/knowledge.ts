import type { Reply } from '../../choose/choose-types.js';
import type { PresentSnapshot } from '../refresher-types.js';
import type { Snapshot } from '../snapshot.js';
import { absorb, absorbAsItIs } from './absorb.js';
import { expire, type AgeLimits } from './expiry.js';
import {
	combineKnown,
	isLater,
	keyOfKnown,
	newestOf,
	noLaterThan,
	type Attempt,
	type Known,
} from './known.js';
import type { AskMode } from './segment-calls.js';
import type { Subject } from './subjects.js';

/** What this process knows of every subject. */
export interface Knowledge {
	of(subject: Subject): Known | undefined;
	attemptOf(subject: Subject): Attempt | undefined;
	/** What others are to know. */
	all(): readonly Known[];
	/** Takes a reply that was asked for at a time, unless something newer is known. True: most of its choices are missing together. */
	answer(subject: Subject, reply: Reply, at: number, mode: AskMode): boolean;
	/** A call failed, or was not allowed. */
	fail(subject: Subject, at: number): void;
	/** Takes what is newer from others; true when they do not have all that is known here. */
	adopt(others: readonly Known[]): boolean;
	/** What is in force now. */
	present(): readonly PresentSnapshot[];
}

export interface KnowledgeOptions {
	readonly subjects: readonly Subject[];
	/** Experiences and groups that are asked for, in order. */
	readonly asked: readonly string[];
	readonly limits: AgeLimits;
	/** Of the build. */
	readonly built: readonly Snapshot[];
	/** Of earlier processes, of this build and of others. */
	readonly kept: readonly Known[];
	/** Milliseconds since 1970. */
	readonly now: () => number;
}

/** Begins with the newest of what the build and earlier processes knew. */
export function createKnowledge(options: KnowledgeOptions): Knowledge {
	const { subjects, asked, limits, built, kept, now } = options;
	const known = new Map<string, Known>();
	const attempts = new Map<string, Attempt>();
	const isAbout = (subject: Subject) => (snapshot: Snapshot) =>
		snapshot.segment === subject.segment && snapshot.device === subject.device;

	for (const subject of subjects) {
		const ofBuild = built.filter(isAbout(subject)).map((snapshot): Known => {
			const { fetchedAt } = snapshot;
			const attempt = { at: fetchedAt, failed: false };
			return {
				...{ identity: subject.identity, asked, snapshot },
				...{ misses: {}, answeredAt: fetchedAt, attempt },
			};
		});
		const ofProcesses = kept.filter(({ snapshot }) => isAbout(subject)(snapshot));
		const sources = [...ofBuild, ...ofProcesses].map((source) => noLaterThan(source, now()));
		const start = combineKnown(sources, subject.identity, asked);
		if (start !== undefined) known.set(subject.key, start);
	}

	const attemptOf: Knowledge['attemptOf'] = ({ key }) =>
		known.get(key)?.attempt ?? attempts.get(key);

	return {
		of: ({ key }) => known.get(key),
		attemptOf,
		all: () => [...known.values()],
		answer(subject, reply, at, mode) {
			const { segment, device, key, identity } = subject;
			const before = known.get(key);
			if (before !== undefined && isLater(before.answeredAt, at, now())) return false;
			const held = before && { reply: before.snapshot.reply, misses: before.misses };
			const next = mode.asItIs
				? { ...absorbAsItIs(held, reply, mode.only), isVanishing: false }
				: absorb(held, reply);
			// The rest is as old as it was.
			const fetchedAt =
				mode.only === undefined ? at : Math.min(at, before?.snapshot.fetchedAt ?? at);
			known.set(key, {
				identity,
				asked,
				snapshot: { segment, device, fetchedAt, reply: next.reply },
				misses: next.misses,
				answeredAt: at,
				attempt: { at, failed: false },
			});
			return next.isVanishing;
		},
		fail({ key }, at) {
			const attempt = { at, failed: true };
			const before = known.get(key);
			if (before === undefined) attempts.set(key, attempt);
			else if (!isLater(before.attempt.at, at, now())) {
				known.set(key, { ...noLaterThan(before, now()), attempt });
			}
		},
		adopt(others) {
			const byKey = new Map(others.map((one) => [keyOfKnown(one), one]));
			let hasNews = false;
			for (const { key, segment, device, identity } of subjects) {
				const own = known.get(key);
				const other = byKey.get(
					own === undefined
						? keyOfKnown({ identity, asked, snapshot: { segment, device } })
						: keyOfKnown(own),
				);
				if (other !== undefined) known.set(key, own ? newestOf(own, other, now()) : other);
				// What a clock that was ahead told is no news to anybody.
				const isNews = own !== undefined && noLaterThan(own, now()) === own;
				hasNews ||= isNews && (other === undefined || hasNewer(own, other, now()));
			}
			return hasNews;
		},
		present: () =>
			subjects.flatMap(({ key }) => {
				const one = known.get(key);
				return one === undefined ? [] : [expire(one.snapshot, limits, one.attempt.failed, now())];
			}),
	};
}

function hasNewer(a: Known, b: Known, now: number): boolean {
	return isLater(a.answeredAt, b.answeredAt, now) || isLater(a.attempt.at, b.attempt.at, now);
}
