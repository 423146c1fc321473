import { z } from 'astro/zod';
import { stringifySetCookie } from 'cookie';
import { SEGMENT_COOKIE } from '../constants.js';
import type { ChooseDefinition, Segment } from '../definition/definition-types.js';
import { createMemo } from '../memo.js';
import {
	lifetimeOf,
	livingSegments,
	LONGEST_COOKIE,
	NOTHING_KEPT,
	renewKept,
	type Kept,
} from './kept-segments.js';
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

const keptSchema = z
	.record(z.string(), z.number().int().nonnegative())
	.transform((ends) => new Map(Object.entries(ends)));

export function createPersistence(definition: ChooseDefinition, sealer: Sealer): Persistence {
	const persisted = definition.segments.filter((segment) => segment.persist !== undefined);
	if (persisted.length === 0) return NO_PERSISTENCE;
	const opened = createMemo<Kept>(5_000);

	const open = (facts: RequestFacts): Kept => {
		const cookie = facts.cookies === '' ? undefined : findCookie(facts.cookies, SEGMENT_COOKIE);
		if (cookie === undefined || cookie.length > LONGEST_COOKIE) return NOTHING_KEPT;
		const known = opened.get(cookie);
		if (known !== undefined) return known;
		const parsed = parseKept(sealer.open(cookie));
		opened.set(cookie, parsed);
		return parsed;
	};

	return {
		isActive: true,
		read: (facts, now) => livingSegments(persisted, open(facts), now),
		renew(facts, matched, now, { secure }) {
			if (!matched.some((segment) => segment.persist !== undefined)) return undefined;
			const next = renewKept(persisted, matched, open(facts), now);
			if (next === undefined) return undefined;
			const value = sealer.seal(JSON.stringify(next));
			if (value.length > LONGEST_COOKIE) return undefined;
			return stringifySetCookie({
				name: SEGMENT_COOKIE,
				value,
				path: '/',
				httpOnly: true,
				sameSite: 'lax',
				secure,
				maxAge: lifetimeOf(next, now),
			});
		},
	};
}

function parseKept(text: string | undefined): Kept {
	if (text === undefined) return NOTHING_KEPT;
	try {
		return keptSchema.safeParse(JSON.parse(text)).data ?? NOTHING_KEPT;
	} catch {
		return NOTHING_KEPT;
	}
}
