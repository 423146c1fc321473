import type { RefresherStatus } from '../decisions/refresher-types.js';
import type { Device } from '../types.js';

/** What `GET status` answers, as JSON. Times are ISO 8601 in UTC; null: never, or not known. Of private segments there are numbers only. */
export interface SiteStatus {
	readonly at: string;
	/** Tells this build from every other. */
	readonly build: string;
	readonly process: { readonly pid: number; readonly uptimeSeconds: number };
	/** `disabled`: this process was started with `CHOOSE_DISABLED=1`. */
	readonly off: 'all' | readonly string[];
	readonly disabled: boolean;
	/** The time whose decisions are shown in place of the present ones. */
	readonly pinnedTo: string | null;
	readonly refresher: {
		/** `asking`, `following` (another process of this machine asks) or `off`. */
		readonly role: RefresherStatus['role'];
		readonly breaker: RefresherStatus['breaker'];
		/** Nothing is asked before. */
		readonly pausedUntil: string | null;
		readonly calls: RefresherStatus['calls'];
		readonly lastProblem: string | null;
	};
	readonly segments: readonly SegmentStatus[];
	readonly privateSegments: number;
	readonly experiences: readonly ExperienceStatus[];
	readonly store: StoreFigures;
	readonly counters: SiteCounters;
}

export interface SegmentStatus {
	readonly segment: string;
	readonly device: Device;
	/** When Choose last answered. */
	readonly fetched: string | null;
	readonly ageSeconds: number | null;
	/** Calls that failed since then. */
	readonly failures: number;
	/** Experiences and groups whose decisions are too old to be shown. */
	readonly expired: readonly string[];
}

export interface ExperienceStatus {
	readonly name: string;
	readonly kind: 'experience' | 'group';
	readonly off: boolean;
	/** What visitors of each segment, and of it alone, are shown. */
	readonly shown: readonly ShownDecision[];
}

export interface ShownDecision {
	readonly segment: string;
	readonly device: Device;
	/** Digest of the payload; equal payloads have equal digests. */
	readonly payload: string;
	/** `choice`, or why the default is shown. Of a group: whether anything is in it. */
	readonly reason: 'choice' | 'absent' | 'invalid' | 'unavailable' | 'off';
	/** When Choose last said so. */
	readonly decided: string | null;
	/** Since when this segment's present decisions are shown. */
	readonly since: string | null;
	/** Of the pages that read it, those whose variant for the segment is rendered. */
	readonly pages: { readonly rendered: number; readonly of: number };
}

export interface StoreFigures {
	/** Variants of the build, defaults among them. */
	readonly prerendered: number;
	/** Variants rendered since, and the bytes of them in memory and in the state folder. */
	readonly live: { readonly variants: number; readonly memory: number; readonly disk: number };
}

/** Since the process started. */
export interface SiteCounters {
	readonly liveRenders: number;
	readonly failedRenders: number;
	/** Answers that were a default, or an earlier variant, because the right one was not there. */
	readonly defaultsInPlace: number;
	readonly staleAnswers: number;
	/** On-demand pages answered with their kept default. */
	readonly fallbackUses: number;
}
