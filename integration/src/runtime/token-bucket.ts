/** Tokens that run out and come back at an even rate; full at first. `now`: milliseconds of a clock. */
export interface TokenBucket {
	/** Takes a token; false when there is none. */
	take(now: number): boolean;
	/** Whole seconds until there is a token; 0: there is one. */
	secondsUntilNext(now: number): number;
}

/** A bucket of `perMinute` tokens that is filled again within a minute. */
export function createTokenBucket(perMinute: number): TokenBucket {
	const perMs = perMinute / 60_000;
	let tokens = perMinute;
	let filledAt = 0;
	const fill = (now: number) => {
		// A clock that was set back takes nothing away.
		tokens = Math.min(perMinute, tokens + perMs * Math.max(0, now - filledAt));
		filledAt = now;
	};
	return {
		take(now) {
			fill(now);
			if (tokens < 1) return false;
			tokens -= 1;
			return true;
		},
		secondsUntilNext(now) {
			fill(now);
			return tokens >= 1 ? 0 : Math.ceil((1 - tokens) / perMs / 1_000);
		},
	};
}
