import { z } from 'astro/zod';
import { stringifySetCookie } from 'cookie';
import { LRUCache } from 'lru-cache';
import { SEGMENT_COOKIE } from '../constants.js';
import type { ChooseDefinition, Segment } from '../definition/definition-types.js';
import { findCookie } from './raw-values.js';
import type { RequestFacts } from './request-facts.js';
import type { Sealer } from './sealing.js';

/** Keeps visitors in the segments that say `persist`, in one sealed cookie. */
export interface Persistence {
	/** False when nothing is ever kept. */
	readonly isActive: boolean;
	/** The segments kept from earlier requests that are still declared, still persisted and unexpired, in declared order. */
	read(facts: RequestFacts, now: number): readonly Segment[];
	/** The `Set-Cookie` value that this request calls for, given what its rules matched; undefined: none. `secure` for https. */
	renew(
		facts: RequestFacts,
		matched: readonly Segment[],
		now: number,
		options: { readonly secure: boolean },
	): string | undefined;
}

/** Persists nothing: no segment asks for it, or there is no secret to seal with. */
export const NO_PERSISTENCE: Persistence = {
	isActive: false,
	read: () => [],
	renew: () => undefined,
};

/** Segment name → when it ends, in seconds since 1970. */
const keptSchema = z
	.record(z.string(), z.number().int().nonnegative())
	.transform((ends) => new Map(Object.entries(ends)));
type Kept = ReadonlyMap<string, number>;

const NONE: Kept = new Map();
/** Longer cookies are neither read nor set. Room for some fifty segments. */
const LONGEST_COOKIE = 2_048;

export function createPersistence(definition: ChooseDefinition, sealer: Sealer): Persistence {
	const persisted = definition.segments.filter((segment) => segment.persist !== undefined);
	if (persisted.length === 0) return NO_PERSISTENCE;
	const opened = new LRUCache<string, Kept>({ max: 5_000 });

	const open = (facts: RequestFacts): Kept => {
		const cookie = facts.cookies === '' ? undefined : findCookie(facts.cookies, SEGMENT_COOKIE);
		if (cookie === undefined || cookie.length > LONGEST_COOKIE) return NONE;
		const known = opened.get(cookie);
		if (known !== undefined) return known;
		const parsed = parseKept(sealer.open(cookie));
		opened.set(cookie, parsed);
		return parsed;
	};

	return {
		isActive: true,
		read: (facts, now) => {
			const ends = open(facts);
			return ends === NONE
				? []
				: persisted.filter(({ name }) => (ends.get(name) ?? 0) * 1_000 > now);
		},
		renew(facts, matched, now, { secure }) {
			const fresh = matched.filter((segment) => segment.persist !== undefined);
			if (fresh.length === 0) return undefined;
			const ends = open(facts);
			if (!fresh.some((segment) => isDue(segment, ends.get(segment.name), now))) return undefined;
			const next = Object.fromEntries(
				persisted.flatMap((segment) => {
					const end = fresh.includes(segment)
						? Math.ceil((now + (segment.persist ?? 0)) / 1_000)
						: (ends.get(segment.name) ?? 0);
					return end * 1_000 > now ? [[segment.name, end] as const] : [];
				}),
			);
			const value = sealer.seal(JSON.stringify(next));
			if (value.length > LONGEST_COOKIE) return undefined;
			return stringifySetCookie({
				name: SEGMENT_COOKIE,
				value,
				path: '/',
				httpOnly: true,
				sameSite: 'lax',
				secure,
				maxAge: Math.max(...Object.values(next)) - Math.ceil(now / 1_000),
			});
		},
	};
}

// A cookie is sealed again only once a tenth of its time has passed: not on every request of a visit.
function isDue(segment: Segment, end: number | undefined, now: number): boolean {
	return end === undefined || end * 1_000 - now < (segment.persist ?? 0) * 0.9;
}

function parseKept(text: string | undefined): Kept {
	if (text === undefined) return NONE;
	try {
		return keptSchema.safeParse(JSON.parse(text)).data ?? NONE;
	} catch {
		return NONE;
	}
}
