import { digestDecisions } from '../decisions/digest.js';
import type { Decisions } from '../decisions/decision-types.js';
import type { Outcome } from './reads.js';

const digests = new WeakMap<Decisions, string>();

/** Two outcomes show the same when their keys are equal. */
export function keyOfOutcome({ decisions, device }: Outcome): string {
	let digest = digests.get(decisions);
	if (digest === undefined) {
		digest = digestDecisions(decisions);
		digests.set(decisions, digest);
	}
	return `${device} ${digest}`;
}
