import type { Device } from '../../types.js';
import type { Known } from './known.js';

/** What the processes of one machine share, so that one asks for all. Nothing of it throws. */
export interface RefresherShare {
	readonly lock: RefresherLock;
	readonly snapshots: SharedSnapshots;
	readonly seen: SharedSeen;
}

/** Held by the one process that asks on schedule. */
export interface RefresherLock {
	readonly isHeld: boolean;
	/** Takes the lock if it is free, now and whenever its holder has gone. `onChange`: it was taken later, or lost. */
	start(onChange: () => void): void;
	/** Leaves it to others. */
	stop(): void;
}

export interface SharedSnapshots {
	read(): readonly Known[];
	/** Adds to what others have written; of the same thing the newest stays. */
	write(known: Iterable<Known>): void;
	/** Calls back when somebody has written. */
	start(onChange: () => void): void;
	stop(): void;
}

/** When a visitor of a segment was last seen, in milliseconds since 1970; undefined: never. */
export type LastSeen = (segment: string, device: Device) => number | undefined;

/** Visitors seen by any process of the machine. */
export interface SharedSeen {
	/** `own`: of this process. */
	start(own: LastSeen, subjects: readonly SeenSubject[]): void;
	lastSeen: LastSeen;
	stop(): void;
}

export interface SeenSubject {
	readonly segment: string;
	readonly device: Device;
	readonly key: string;
}

/** A process on its own: what it learns, it keeps in memory. */
export function createNoShare(): RefresherShare {
	const seen: { own: LastSeen } = { own: () => undefined };
	const stop = () => undefined;
	return {
		lock: { isHeld: true, start: () => undefined, stop },
		snapshots: { read: () => [], write: () => undefined, start: () => undefined, stop },
		seen: {
			start: (own) => void (seen.own = own),
			lastSeen: (segment, device) => seen.own(segment, device),
			stop,
		},
	};
}
