/** Segment name → when it ends, in seconds since 1970. */
export type Kept = ReadonlyMap<string, number>;

export const NOTHING_KEPT: Kept = new Map();

/** Longer cookies are neither read nor set. Room for some fifty segments. */
export const LONGEST_COOKIE = 2_048;

/** A segment that visitors are kept in. */
export interface PersistedSegment {
	readonly name: string;
	/** Milliseconds. */
	readonly persist?: number | undefined;
}

/** Those of the persisted segments that have not ended. `now` is in milliseconds since 1970. */
export function livingSegments<Segment extends PersistedSegment>(
	persisted: readonly Segment[],
	kept: Kept,
	now: number,
): readonly Segment[] {
	return kept.size === 0 ? [] : persisted.filter(({ name }) => (kept.get(name) ?? 0) * 1_000 > now);
}

/** What is to be kept from now on, given what a request matched; undefined: it is kept as it is. */
export function renewKept<Segment extends PersistedSegment>(
	persisted: readonly Segment[],
	matched: readonly Segment[],
	kept: Kept,
	now: number,
): Readonly<Record<string, number>> | undefined {
	const fresh = matched.filter((segment) => segment.persist !== undefined);
	if (!fresh.some((segment) => isDue(segment, kept.get(segment.name), now))) return undefined;
	return Object.fromEntries(
		persisted.flatMap((segment) => {
			const end = fresh.includes(segment)
				? Math.ceil((now + (segment.persist ?? 0)) / 1_000)
				: (kept.get(segment.name) ?? 0);
			return end * 1_000 > now ? [[segment.name, end] as const] : [];
		}),
	);
}

/** The seconds that a cookie with this in it lives. */
export function lifetimeOf(kept: Readonly<Record<string, number>>, now: number): number {
	return Math.max(...Object.values(kept)) - Math.ceil(now / 1_000);
}

// A cookie is sealed again only once a tenth of its time has passed: not on every request of a visit.
function isDue({ persist = 0 }: PersistedSegment, end: number | undefined, now: number): boolean {
	return end === undefined || end * 1_000 - now < persist * 0.9;
}
