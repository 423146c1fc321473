import type { Coding } from '../store/codings.js';

/** Milliseconds after which the cache is asked again, so that it knows what is in use. */
const LONGEST_UNSEEN = 1_000;

/**
 * The bytes that an answer was last sent with, found without a look into the cache that bounds them (two keys to make and two caches to
 * ask: 2 of the 13 µs that a request for a variant spent in this package). They are not held here: what the cache has let go of is gone.
 */
export class RecentBytes {
	readonly #sent: Partial<Record<Coding, WeakRef<Buffer>>> = {};
	#seenAt = 0;

	/** Undefined: the cache is to be asked. `now` is in milliseconds. */
	find(coding: Coding, now: number): Buffer | undefined {
		return now - this.#seenAt < LONGEST_UNSEEN ? this.#sent[coding]?.deref() : undefined;
	}

	/** What the cache has answered. */
	note(coding: Coding, bytes: Buffer, now: number): void {
		this.#seenAt = now;
		if (this.#sent[coding]?.deref() !== bytes) this.#sent[coding] = new WeakRef(bytes);
	}
}
