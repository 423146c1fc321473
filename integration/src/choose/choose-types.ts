import type { Profile } from '../definition/definition-types.js';
import type { Device } from '../types.js';

/** How to reach Choose. */
export interface Connection {
	/** Origin, with an optional path prefix: `https://api.intempt.com`. */
	readonly url: string;
	readonly org: string;
	readonly project: string;
	/** `prefix.secret`. Never shown: not in a log, an error or a page. */
	readonly apiKey: string;
	readonly auth: 'query' | 'basic';
	/** The total time of one call in milliseconds, connecting and reading included. */
	readonly timeout: number;
}

/** One call: what is shown to one identity on one device. */
export interface Question {
	readonly identity: Profile;
	readonly device: Device;
	/** Experiences by name; only what is rendered, because every evaluation is an exposure. */
	readonly names: readonly string[];
	/** Groups by name; likewise. */
	readonly groups: readonly string[];
	/** A visit; a new one is answered `once_per_visit` experiences again. */
	readonly sessionId: string;
}

/**
 * What Choose decided, in words of ours. Payloads are as received: neither validated nor transformed. An experience that was asked
 * for and is not here has no choice; a payload of null asks for the default.
 */
export interface Reply {
	/** By name, of the names asked for. Of a repeated name the first counts. */
	readonly experiences: Readonly<Record<string, unknown>>;
	/** By group, of the groups asked for: the choices in the order of the reply, each name once. Absent when there are none. */
	readonly groups: Readonly<Record<string, readonly ReceivedMember[]>>;
}

/** One choice of a group, as received. */
export interface ReceivedMember {
	readonly name: string;
	readonly payload: unknown;
}

/** Asks Choose. One attempt per call: a call may have been evaluated even when it failed. */
export interface ChooseClient {
	/**
	 * @throws {ChooseError} ChooseUnauthorized (401), ChooseNotFound (403, 404), ChooseRejected (400), ChooseRateLimited (429, with
	 * `retryAfter`), ChooseTimeout, ChooseMalformedReply, ChooseUnavailable (anything else).
	 */
	choose(question: Question, options?: { readonly signal?: AbortSignal }): Promise<Reply>;
	/** Ends the connections; calls under way fail. */
	close(): Promise<void>;
}
