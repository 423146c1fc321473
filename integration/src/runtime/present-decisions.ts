import { digestValue } from '../decisions/digest.js';
import {
	createDecisionTable,
	type DecisionTable,
	type SwitchedOff,
} from '../decisions/decision-table.js';
import type { Refusal } from '../decisions/decision-types.js';
import type { Snapshot } from '../decisions/snapshot.js';
import { DEVICES } from '../constants.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import type { Epochs } from './epochs.js';

/** What decisions are made of. */
export interface DecisionSources {
	/** What Choose has decided. */
	readonly present: () => readonly Snapshot[];
	/** What is shown in its place; undefined: nothing is pinned. */
	readonly pinned: () => readonly Snapshot[] | undefined;
	readonly off: () => SwitchedOff;
}

/** The decisions that visitors should see now, by all that has a say. */
export interface PresentDecisions {
	/** Of now. */
	decide(): DecisionTable;
	/** Shows them, if they differ from what is shown, or on its way. Resolves when they are shown. */
	show(epochs: Epochs, options?: { readonly atOnce?: boolean }): Promise<void>;
}

export function createPresentDecisions(
	definition: ChooseDefinition,
	{ present, pinned, off }: DecisionSources,
	onRefusal: (refusal: Refusal, snapshot: Snapshot) => void,
): PresentDecisions {
	let shown: { readonly digest: string; readonly when: Promise<void> } | undefined;
	const decide = () => createDecisionTable(definition, pinned() ?? present(), onRefusal, off());
	return {
		decide,
		async show(epochs, { atOnce = false } = {}) {
			const table = decide();
			const digest = digestTable(definition, table);
			shown ??= { digest: digestTable(definition, epochs.current.table), when: Promise.resolve() };
			if (digest !== shown.digest) {
				if (atOnce) epochs.adoptAtOnce(table);
				shown = { digest, when: atOnce ? Promise.resolve() : epochs.adopt(table) };
			}
			await shown.when;
		},
	};
}

/** A digest of what every segment is shown and whether it was chosen, which the next segment depends on; and of what is switched off. */
export function digestTable(
	{ segments }: Pick<ChooseDefinition, 'segments'>,
	table: DecisionTable,
): string {
	const decided = segments.flatMap(({ name }) =>
		DEVICES.map((device) => {
			const { experiences, groups } = table.ofSegment(name, device);
			return [
				[...experiences.values()].map(({ reason, digest }) => [reason === 'choice', digest]),
				[...groups.values()].map(({ digest }) => digest),
			];
		}),
	);
	return digestValue([decided, table.off === 'all' ? 'all' : [...table.off].sort()]);
}
