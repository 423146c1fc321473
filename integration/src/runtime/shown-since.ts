import { digestDecisions } from '../decisions/digest.js';
import type { DecisionTable } from '../decisions/decision-table.js';
import { DEVICES } from '../constants.js';
import type { Segment } from '../definition/definition-types.js';
import type { Device } from '../types.js';
import type { Epoch } from './epochs.js';

/** Since when what each segment is shown has been the same. */
export interface ShownSince {
	/** An epoch begins. */
	note(epoch: Epoch): void;
	/** Milliseconds since 1970. */
	of(segment: string, device: Device): number | undefined;
}

export function createShownSince(segments: readonly Segment[]): ShownSince {
	const known = new Map<string, { readonly digest: string; readonly since: number }>();
	const noteOne = (table: DecisionTable, name: string, device: Device, since: number) => {
		const key = `${name} ${device}`;
		const digest = digestDecisions(table.ofSegment(name, device));
		if (known.get(key)?.digest !== digest) known.set(key, { digest, since });
	};
	return {
		note({ table, since }) {
			for (const { name } of segments) {
				for (const device of DEVICES) noteOne(table, name, device, since);
			}
		},
		of: (segment, device) => known.get(`${segment} ${device}`)?.since,
	};
}
