import { subjectName } from '../decisions/describe-refusal.js';
import { isSameSubject, type Snapshot } from '../decisions/snapshot.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import { ChooseError, describeThrown } from '../errors.js';
import type { Asked } from './ask-choose.js';
import type { ReportWarning } from './report-types.js';

/** Experiences that are split at random, found by witnesses; and witnesses that could not be asked. */
export function describeDisagreements(
	definition: ChooseDefinition,
	{ disagreements, failedWitnesses }: Asked,
): ReportWarning[] {
	return [
		...disagreements.map((one) => ({
			name: 'WitnessesDisagree',
			message: `${one.name} gave the witnesses of ${subjectName(definition, one)} different payloads: it is split at random. Declare it per: 'visitor', or every visitor of the segment gets the one arm that was drawn for it.`,
		})),
		...failedWitnesses.map((one) => ({
			name: 'ChooseUnreachable',
			message: `a witness of ${subjectName(definition, one)} could not be asked, so it is not known whether its experiences are split at random: ${reasonOf(one.error)}`,
		})),
	];
}

/** Segments that could not be asked, those with the same error and outcome together. */
export function describeFailures(
	definition: ChooseDefinition,
	{ failures }: Asked,
	recovered: readonly Snapshot[],
): ReportWarning[] {
	const subjects = new Map<string, string[]>();
	for (const failure of failures) {
		const isKept = recovered.some((snapshot) => isSameSubject(snapshot, failure));
		const shown = isKept ? 'The decisions of an earlier build are used' : 'Defaults are shown';
		const message = `${reasonOf(failure.error)} ${shown} for `;
		const known = subjects.get(message) ?? [];
		subjects.set(message, [...known, subjectName(definition, failure)]);
	}
	return [...subjects].map(([message, names]) => ({
		name: 'ChooseUnreachable',
		message: `${message}${[...new Set(names)].join(', ')}.`,
	}));
}

// A ChooseError names itself in its message.
function reasonOf(error: unknown): string {
	return error instanceof ChooseError ? error.message : describeThrown(error);
}
