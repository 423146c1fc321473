import {
	lifetimeOf,
	livingSegments,
	LONGEST_COOKIE,
	NOTHING_KEPT,
	renewKept,
	type Kept,
} from '../audience/kept-segments.js';
import { findCookie } from '../audience/raw-values.js';
import type { RequestFacts } from '../audience/request-facts.js';
import { SEGMENT_COOKIE } from '../constants.js';
import type { EdgeSegment } from './edge-manifest.js';
import type { WebSealer } from './web-sealing.js';

/** What a request's cookie keeps. */
export interface KeptVisit {
	/** The segments kept from earlier requests, in declared order. */
	readonly persisted: readonly EdgeSegment[];
	/** The `Set-Cookie` value that the request calls for, given what its rules matched; undefined: none. `secure` for https. */
	renew(
		matched: readonly EdgeSegment[],
		options: { readonly secure: boolean },
	): Promise<string | undefined>;
}

/** Opens the cookie that a Node server sets as well, and by the same rules. `now` is in milliseconds since 1970. */
export async function openVisit(
	segments: readonly EdgeSegment[],
	sealer: WebSealer,
	facts: RequestFacts,
	now: number,
): Promise<KeptVisit> {
	const declared = segments.filter(({ persist }) => persist !== undefined);
	const cookie = findCookie(facts.cookies, SEGMENT_COOKIE);
	const isReadable = cookie !== undefined && cookie.length <= LONGEST_COOKIE;
	const kept = isReadable ? parseKept(await sealer.open(cookie)) : NOTHING_KEPT;
	return {
		persisted: livingSegments(declared, kept, now),
		async renew(matched, { secure }) {
			const next = renewKept(declared, matched, kept, now);
			if (next === undefined) return undefined;
			const value = await sealer.seal(JSON.stringify(next));
			if (value.length > LONGEST_COOKIE) return undefined;
			const age = lifetimeOf(next, now);
			return `${SEGMENT_COOKIE}=${value}; Max-Age=${age}; Path=/; HttpOnly${secure ? '; Secure' : ''}; SameSite=Lax`;
		},
	};
}

function parseKept(text: string | undefined): Kept {
	if (text === undefined) return NOTHING_KEPT;
	try {
		const ends: unknown = JSON.parse(text);
		if (typeof ends !== 'object' || ends === null || Array.isArray(ends)) return NOTHING_KEPT;
		const kept = new Map<string, number>();
		for (const [name, end] of Object.entries<unknown>({ ...ends })) {
			if (typeof end !== 'number' || !Number.isSafeInteger(end) || end < 0) return NOTHING_KEPT;
			kept.set(name, end);
		}
		return kept;
	} catch {
		return NOTHING_KEPT;
	}
}
