import { DEVICES } from '../../constants.js';
import { digestsOf, type DecidedDigests } from '../../decisions/decided-digests.js';
import type { DecisionTable } from '../../decisions/decision-table.js';
import { snapshotKey, type Snapshot } from '../../decisions/snapshot.js';
import type { ChooseDefinition } from '../../definition/definition-types.js';
import type { Device } from '../../types.js';

/** What is recorded by itself: a segment on a device, or the defaults (null for both). */
export interface Subject {
	readonly segment: string | null;
	readonly device: Device | null;
	/** Private segments stay out of the log. */
	readonly isLogged: boolean;
	readonly decided: DecidedDigests;
	readonly snapshot: Snapshot | undefined;
}

/** A key of a segment on a device; of the defaults, the empty text. */
export function keyOfSubject({ segment, device }: Pick<Subject, 'segment' | 'device'>): string {
	return segment === null ? '' : `${segment}/${device ?? ''}`;
}

/** The defaults first. */
export function listSubjects(
	{ segments }: ChooseDefinition,
	table: DecisionTable,
	snapshots: readonly Snapshot[],
): Subject[] {
	const bySubject = new Map(snapshots.map((one) => [snapshotKey(one.segment, one.device), one]));
	const defaults = {
		segment: null,
		device: null,
		isLogged: true,
		decided: digestsOf(table.defaults),
		snapshot: undefined,
	};
	return [
		defaults,
		...segments.flatMap((segment) =>
			DEVICES.map((device) => ({
				segment: segment.name,
				device,
				isLogged: !segment.private,
				decided: digestsOf(table.ofSegment(segment.name, device)),
				snapshot: bySubject.get(snapshotKey(segment.name, device)),
			})),
		),
	];
}
