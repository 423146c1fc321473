import type { Decision, Decisions, GroupDecision } from './decision-types.js';

/**
 * An audience's decisions from those of its segments, in order: each experience takes its decision from the first with a choice for
 * it, each group from the first with anything in it; what none has chosen stays as `defaults` has it.
 */
export function cascade(segments: readonly Decisions[], defaults: Decisions): Decisions {
	const experiences = new Map<string, Decision>();
	for (const [name, fallback] of defaults.experiences) {
		const decided = segments.map((segment) => segment.experiences.get(name));
		experiences.set(
			name,
			decided.find((decision) => decision?.reason === 'choice') ??
				decided.find((decision) => decision?.reason === 'default' && decision.why !== 'absent') ??
				fallback,
		);
	}
	const groups = new Map<string, GroupDecision>();
	for (const [name, fallback] of defaults.groups) {
		const decided = segments.map((segment) => segment.groups.get(name));
		groups.set(
			name,
			decided.find((group) => group !== undefined && group.entries.length > 0) ?? fallback,
		);
	}
	return { experiences, groups };
}
