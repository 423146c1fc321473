import type { Audience } from '../audience/audience.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import type { Device } from '../types.js';
import { cascade } from './cascade.js';
import { decide, decideDefaults } from './decide.js';
import type { Decisions, Refusal } from './decision-types.js';
import { snapshotKey, type Snapshot } from './snapshot.js';

/** What each segment and each audience is shown, by one set of snapshots. */
export interface DecisionTable {
	/** Of a visitor for whom nothing is chosen. */
	readonly defaults: Decisions;
	/** Of one segment; the defaults (`unavailable`) when there is no snapshot of it. */
	ofSegment(segment: string, device: Device): Decisions;
	/** Of an audience; computed once for each audience object. */
	ofAudience(audience: Pick<Audience, 'segments' | 'device'>): Decisions;
}

export function createDecisionTable(
	definition: ChooseDefinition,
	snapshots: Iterable<Snapshot>,
	onRefusal: (refusal: Refusal, snapshot: Snapshot) => void,
): DecisionTable {
	const defaults = decideDefaults(definition, 'absent');
	const unavailable = decideDefaults(definition, 'unavailable');
	const bySegment = new Map<string, Decisions>();
	for (const snapshot of snapshots) {
		bySegment.set(
			snapshotKey(snapshot.segment, snapshot.device),
			decide(definition, snapshot.reply, (refusal) => {
				onRefusal(refusal, snapshot);
			}),
		);
	}
	const byAudience = new WeakMap<object, Decisions>();
	const ofSegment: DecisionTable['ofSegment'] = (segment, device) =>
		bySegment.get(snapshotKey(segment, device)) ?? unavailable;
	return {
		defaults,
		ofSegment,
		ofAudience(audience) {
			const known = byAudience.get(audience);
			if (known !== undefined) return known;
			const decisions = cascade(
				audience.segments.map(({ name }) => ofSegment(name, audience.device)),
				defaults,
			);
			byAudience.set(audience, decisions);
			return decisions;
		},
	};
}
