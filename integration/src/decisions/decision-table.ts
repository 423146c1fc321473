import type { Audience } from '../audience/audience.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import type { Device } from '../types.js';
import { cascade } from './cascade.js';
import { decide, decideDefaults } from './decide.js';
import type { Decisions, Refusal } from './decision-types.js';
import type { PresentSnapshot } from './refresher-types.js';
import { snapshotKey, type Snapshot } from './snapshot.js';

/** Experiences and groups that are switched off. */
export type SwitchedOff = 'all' | ReadonlySet<string>;

/** What each segment and each audience is shown, by one set of snapshots. */
export interface DecisionTable {
	/** Of a visitor for whom nothing is chosen. */
	readonly defaults: Decisions;
	/** What of it is switched off. */
	readonly off: SwitchedOff;
	/** Of one segment; the defaults (`unavailable`) when there is no snapshot of it. */
	ofSegment(segment: string, device: Device): Decisions;
	/** Of an audience; computed once for each audience object. */
	ofAudience(audience: Pick<Audience, 'segments' | 'device'>): Decisions;
}

const NOTHING_OFF: SwitchedOff = new Set();

export function createDecisionTable(
	definition: ChooseDefinition,
	snapshots: Iterable<Snapshot & Partial<Pick<PresentSnapshot, 'expired'>>>,
	onRefusal: (refusal: Refusal, snapshot: Snapshot) => void,
	off: SwitchedOff = NOTHING_OFF,
): DecisionTable {
	const defaults = decideDefaults(definition, 'absent');
	const switchedOff = decideDefaults(definition, 'off');
	const withoutOff = (decisions: Decisions) => withDefaultsFor(off, decisions, switchedOff);
	const unavailable = withoutOff(decideDefaults(definition, 'unavailable'));
	const bySegment = new Map<string, Decisions>();
	for (const snapshot of snapshots) {
		bySegment.set(
			snapshotKey(snapshot.segment, snapshot.device),
			withoutOff(
				decide(
					definition,
					snapshot.reply,
					(refusal) => {
						onRefusal(refusal, snapshot);
					},
					snapshot.expired,
				),
			),
		);
	}
	const byAudience = new WeakMap<object, Decisions>();
	const ofSegment: DecisionTable['ofSegment'] = (segment, device) =>
		bySegment.get(snapshotKey(segment, device)) ?? unavailable;
	return {
		defaults,
		off,
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

function withDefaultsFor(off: SwitchedOff, decisions: Decisions, defaults: Decisions): Decisions {
	if (off === 'all') return defaults;
	if (off.size === 0) return decisions;
	const choose = <Decided>(decided: ReadonlyMap<string, Decided>, fallback: typeof decided) =>
		new Map(
			[...decided].map(([name, one]) => [name, off.has(name) ? (fallback.get(name) ?? one) : one]),
		);
	return {
		experiences: choose(decisions.experiences, defaults.experiences),
		groups: choose(decisions.groups, defaults.groups),
	};
}
