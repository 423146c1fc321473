import type { PackedCoding } from './codings.js';
import type { IndexColumns, SpanColumns } from './index-columns.js';
import type { StoredBody } from './index-file.js';

/** Where bodies lie in the pack. */
export interface BodyTable {
	/** Undefined: there is no such body, or not in this coding. */
	find(digest: string, coding: PackedCoding): StoredBody['identity'] | undefined;
}

/** Columns that were checked, kept in as little memory as they need: 100 bytes for a body, digest and all. */
export function createBodyTable(bodies: IndexColumns['bodies']): BodyTable {
	const digests = bodies.digest;
	const codings: Record<PackedCoding, ReturnType<typeof pack>> = {
		identity: pack(bodies.identity),
		br: pack(bodies.br),
	};

	/** They are in order, so that none of them needs a place in a map. */
	const placeOf = (digest: string): number => {
		let [low, high] = [0, digests.length];
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((digests[middle] ?? '') < digest) low = middle + 1;
			else high = middle;
		}
		return digests[low] === digest ? low : -1;
	};

	return {
		find(digest, coding) {
			const place = placeOf(digest);
			const { offset, length, checksum } = codings[coding];
			const from = offset[place] ?? -1;
			return from === -1 ? undefined : [from, length[place] ?? 0, checksum[place] ?? 0];
		},
	};
}

function pack({ offset, length, checksum }: SpanColumns) {
	return {
		// A pack may be larger than 4 GB.
		offset: Float64Array.from(offset),
		length: Uint32Array.from(length),
		checksum: Uint32Array.from(checksum),
	};
}
