import type { GroupEntry } from '../types.js';
import type { MaybeByLocale } from './by-locale.js';

/** Why an experience shows its default: no choice arrived; the choice did not fit; Choose could not be asked; it is switched off. */
export type DefaultReason = 'absent' | 'invalid' | 'unavailable' | 'off';

interface Decided {
	/** Validated, frozen. */
	readonly payload: unknown;
	/** Of the payload; equal payloads have equal digests. */
	readonly digest: string;
}

/** The outcome for one experience, or for one locale of it. */
export type PlainDecision =
	| (Decided & { readonly reason: 'choice' })
	| (Decided & { readonly reason: 'default'; readonly why: DefaultReason });

/** The outcome for one experience. Of a localized one, the payload holds every locale's. */
export type Decision = MaybeByLocale<PlainDecision>;

/** The outcome for one group, or for one locale of it: every choice that arrived in it. */
export interface PlainGroupDecision {
	/** Frozen; in the order of the reply. */
	readonly entries: readonly GroupEntry[];
	readonly digest: string;
}

/** The outcome for one group. Of one with localized members, each payload holds every locale's. */
export type GroupDecision = MaybeByLocale<PlainGroupDecision>;

/** The outcomes for everything declared: of one segment on one device, or of an audience. */
export interface Decisions {
	readonly experiences: ReadonlyMap<string, Decision>;
	readonly groups: ReadonlyMap<string, GroupDecision>;
}

/** A payload that did not fit its schema, and so was replaced by the default. */
export interface Refusal {
	/** The experience, or the group and the member. */
	readonly experience: string;
	/** Where in the payload; empty: the payload itself. */
	readonly path: string;
	readonly expected: string;
	readonly found: string;
}
