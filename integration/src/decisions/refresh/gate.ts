import { ChooseCallError } from '../../choose/call-error.js';
import { backOff, LONGEST_BACK_OFF } from './back-off.js';

/** Failures in a row, of whichever segments, after which Choose is taken to be down. */
const MOST_FAILURES = 5;
/** The longest pause that Choose may ask for, in milliseconds: a day. */
const LONGEST_PAUSE = 86_400_000;
/** Milliseconds without a refusal after which calls may come twice as close together as before. */
const RELAX_EVERY = 60_000;
/** Errors that the next call would only meet again. */
const FINAL_ERRORS = new Set(['ChooseUnauthorized', 'ChooseNotFound']);

export type Breaker = 'closed' | 'open' | 'half-open';

/** What became of the way to Choose. Times in milliseconds since 1970. */
export type GateChange =
	| { readonly to: 'open'; readonly failures: number; readonly error: unknown }
	| { readonly to: 'paused'; readonly until: number; readonly error: unknown }
	| { readonly to: 'closed'; readonly from: 'open' | 'paused' };

/**
 * Whether Choose may be called. After several failures in a row one call at a time tries whether it is back; while it limits the rate
 * of calls there are none, and afterwards no more than it allows, then step by step more.
 */
export interface Gate {
	readonly breaker: Breaker;
	/** Before it nothing is asked; in milliseconds since 1970. */
	readonly pausedUntil: number | undefined;
	/** When the next call is allowed, by the steady clock; undefined: one that is under way decides. */
	opensAt(): number | undefined;
	/** Lets a call begin, or not. One that was let through ends in `succeed`, `fail` or `abandon`. `isProbe`: even before its time. */
	admit(isProbe?: boolean): boolean;
	succeed(): void;
	fail(error: unknown): void;
	/** A call that was ended from here, and says nothing about Choose. */
	abandon(): void;
}

export interface GateOptions {
	/** Milliseconds since 1970. */
	readonly now: () => number;
	/** Milliseconds of a clock that nobody sets: waits are as long as they were meant to be. */
	readonly steady: () => number;
	/** In [0, 1). */
	readonly random: () => number;
	readonly onChange: (change: GateChange) => void;
}

export function createGate({ now, steady, random, onChange }: GateOptions): Gate {
	let breaker: Breaker = 'closed';
	let failures = 0;
	/** Times in a row that the call after an opening or a pause brought nothing either. */
	let attempts = 0;
	let probeAt = 0;
	let pausedUntil = 0;
	let isLimited = false;
	/** Milliseconds between two calls, by the last refusal. */
	let spacing = 0;
	let nextAt = 0;

	const isPaused = () => steady() < pausedUntil;
	const pauseEnd = () => Math.ceil(now() + pausedUntil - steady());

	const pause = (error: ChooseCallError) => {
		// Calls that were under way are refused for the same reason.
		if (!isPaused()) attempts++;
		spacing = Math.min(error.replenishTime ?? 0, LONGEST_BACK_OFF);
		const asked =
			error.retryAfter === undefined
				? Math.max(backOff(attempts, random), spacing)
				: Math.min(error.retryAfter, LONGEST_PAUSE);
		const wasLimited = isLimited;
		isLimited = true;
		if (breaker === 'half-open') breaker = 'open';
		pausedUntil = Math.max(isPaused() ? pausedUntil : 0, steady() + asked);
		if (!wasLimited) onChange({ to: 'paused', until: pauseEnd(), error });
	};

	return {
		get breaker() {
			return breaker;
		},
		get pausedUntil() {
			return isPaused() ? pauseEnd() : undefined;
		},
		opensAt() {
			if (breaker === 'half-open') return undefined;
			return Math.max(pausedUntil, nextAt, breaker === 'open' ? probeAt : 0);
		},
		admit(isProbe = false) {
			if (isPaused() || steady() < nextAt || breaker === 'half-open') return false;
			if (breaker === 'open' && !isProbe && steady() < probeAt) return false;
			if (breaker === 'open') breaker = 'half-open';
			nextAt = steady() + relax(spacing, steady() - pausedUntil);
			return true;
		},
		succeed() {
			failures = 0;
			// An answer to a call that began before says nothing about now.
			if (isPaused() || breaker === 'open') return;
			const from = breaker === 'half-open' ? 'open' : isLimited ? 'paused' : undefined;
			breaker = 'closed';
			attempts = 0;
			isLimited = false;
			if (from !== undefined) onChange({ to: 'closed', from });
		},
		fail(error) {
			if (error instanceof ChooseCallError && error.name === 'ChooseRateLimited') {
				pause(error);
				return;
			}
			failures++;
			const isFinal = error instanceof Error && FINAL_ERRORS.has(error.name);
			if (breaker === 'open' || (breaker === 'closed' && !isFinal && failures < MOST_FAILURES)) {
				return;
			}
			const wasClosed = breaker === 'closed';
			breaker = 'open';
			attempts = wasClosed ? 1 : attempts + 1;
			probeAt = steady() + backOff(attempts, random);
			if (wasClosed) onChange({ to: 'open', failures, error });
		},
		abandon() {
			if (breaker === 'half-open') breaker = 'open';
		},
	};
}

/** What is left of a spacing some time after the pause: Choose says how close calls may be then, and nobody knows for how long. */
function relax(spacing: number, since: number): number {
	return Math.floor(spacing / 2 ** Math.floor(since / RELAX_EVERY));
}
