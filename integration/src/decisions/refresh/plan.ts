/** In milliseconds. */
export interface Rhythm {
	/** Between two calls for a segment that has visitors. */
	readonly maxAge: number;
	/** A segment without visitors for as long is idle, and is asked for as often; never more often than every `maxAge`. */
	readonly idle: number;
}

/** Where one segment on one device stands. Times in milliseconds since 1970. */
export interface Standing {
	/** When its decisions were asked for; undefined: it has none. */
	readonly fetchedAt: number | undefined;
	/** The last call for it failed, or was not allowed. */
	readonly isFailing: boolean;
	/** After a failure: before it nothing is tried. */
	readonly retryAt: number;
	readonly lastSeen: number;
	/** From 0.9 to 1.1: so that what was asked for together is not always asked for together. */
	readonly jitter: number;
}

/** A jitter of ±10 %. `random`: in [0, 1). */
export function drawJitter(random: () => number): number {
	return 0.9 + random() * 0.2;
}

/** When it is due, in milliseconds since 1970; visitors change how often, and never the number of calls within `maxAge`. */
export function dueAt(standing: Standing, { maxAge, idle }: Rhythm, now: number): number {
	const { fetchedAt, isFailing, retryAt, lastSeen, jitter } = standing;
	if (fetchedAt === undefined || isFailing) return retryAt;
	// The clock was set back: nobody knows how old it is.
	if (fetchedAt > now) return now;
	const period = now - lastSeen < idle ? maxAge : Math.max(idle, maxAge);
	return fetchedAt + period * jitter;
}
