import { LRUCache } from 'lru-cache';
import type { Audience } from '../audience/audience.js';
import type { Device } from '../types.js';

/** How often an audience was answered. Counted by whoever answers; a plain increment. */
export interface AudienceUse {
	readonly audience: Audience;
	count: number;
}

/** Which audiences there are visitors of. */
export interface AudienceUses {
	of(audience: Audience): AudienceUse;
	/** Those seen, the most frequent first, at most so many. */
	most(limit: number): readonly Audience[];
	/** When a visitor of a segment was last seen, in milliseconds since 1970; undefined: never. As exact as this is called often. */
	lastSeen(segment: string, device: Device): number | undefined;
}

/** As many as a classifier remembers. */
const MOST_AUDIENCES = 5_000;

export function createAudienceUses(now: () => number): AudienceUses {
	const uses = new LRUCache<string, AudienceUse & { noted: number }>({
		max: MOST_AUDIENCES,
	});
	const seen = new Map<string, number>();
	// Counting is all that a request pays for; when it was is found out here.
	const note = () => {
		for (const use of uses.values()) {
			if (use.count === use.noted) continue;
			use.noted = use.count;
			for (const { name } of use.audience.segments)
				seen.set(keyOf(name, use.audience.device), now());
		}
	};
	return {
		of(audience) {
			const known = uses.get(audience.key);
			if (known !== undefined) return known;
			const use = { audience, count: 0, noted: 0 };
			uses.set(audience.key, use);
			return use;
		},
		most: (limit) =>
			[...uses.values()]
				.toSorted((a, b) => b.count - a.count)
				.slice(0, limit)
				.map(({ audience }) => audience),
		lastSeen(segment, device) {
			note();
			return seen.get(keyOf(segment, device));
		},
	};
}

function keyOf(segment: string, device: Device): string {
	return `${device} ${segment}`;
}
