import type { Device } from '../types.js';
import type { Snapshot } from './snapshot.js';

/**
 * A snapshot as it is in force: what was missing from one reply only is still in it, and what is too old by `staleIfError` while Choose
 * cannot be reached is not.
 */
export interface PresentSnapshot extends Snapshot {
	/** Experiences and groups that were taken out because of their age. */
	readonly expired: readonly string[];
}

/** Keeps the decisions of every segment current, for all processes of a machine. */
export interface Refresher {
	/** What is known now. A segment that is missing is shown defaults. */
	readonly present: readonly PresentSnapshot[];
	/** Begins; resolves when every segment was asked once, at the latest after a deadline. Never rejects. */
	start(): Promise<void>;
	/**
	 * Asks for every segment now, and takes the answers as they are: what is missing from them is dropped at once. With `only`, of one
	 * experience or group. Resolves at the latest after a deadline: what is answered later is taken then. Never rejects.
	 */
	refresh(only?: string): Promise<RefreshOutcome>;
	readonly status: RefresherStatus;
	/** Ends calls and timers, and leaves the lock to others. */
	stop(): Promise<void>;
}

export interface RefreshOutcome {
	readonly asked: number;
	readonly failed: number;
	/** What went wrong, each reason once, without secrets. */
	readonly problems: readonly string[];
}

export interface RefresherStatus {
	/** `off`: there is no key, or it is switched off; `following`: another process of this machine asks. */
	readonly role: 'asking' | 'following' | 'off';
	readonly breaker: 'closed' | 'open' | 'half-open';
	/** Milliseconds since 1970 before which nothing is asked; undefined: no such time. */
	readonly pausedUntil: number | undefined;
	readonly calls: { readonly made: number; readonly failed: number };
	/** Private segments among them by number only. */
	readonly segments: readonly {
		readonly segment: string;
		readonly device: Device;
		/** Milliseconds since 1970; undefined: never. */
		readonly fetchedAt: number | undefined;
		readonly failures: number;
	}[];
	/** The last thing that went wrong, without secrets. */
	readonly lastProblem: string | undefined;
}
