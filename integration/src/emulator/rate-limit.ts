/** A token bucket: filled at `rate` tokens a second, up to as many as one second brings (at least one). */
export interface RateLimit {
	/** Takes a token; false when there is none. `now`: milliseconds of a clock that does not go back. */
	take(rate: number, now: number): boolean;
}

/** A bucket that is full to begin with. A change of the rate takes effect at once. */
export function createRateLimit(): RateLimit {
	let tokens = Number.POSITIVE_INFINITY;
	let filledAt = 0;
	return {
		take(rate, now) {
			tokens = Math.min(burstOf(rate), tokens + (rate * (now - filledAt)) / 1_000);
			filledAt = now;
			if (tokens < 1) return false;
			tokens -= 1;
			return true;
		},
	};
}

/** The headers of an answer of status 429 (the contract, "Errors"). There is no `Retry-After` among them. */
export function rateLimitHeaders(rate: number): Record<string, string> {
	return {
		'X-RateLimit-Replenish-Rate': String(rate),
		'X-RateLimit-Burst-Capacity': String(burstOf(rate)),
		'X-RateLimit-Requested-Tokens': '1',
	};
}

function burstOf(rate: number): number {
	return Math.max(1, Math.floor(rate));
}
