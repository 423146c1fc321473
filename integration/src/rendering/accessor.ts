import { ChooseError } from '../errors.js';
import type { Device, GroupEntry } from '../types.js';
import type { Outcome, ReadLog } from '../variants/reads.js';

/** `Astro.locals.choose` without the names of a project; {@link Choose} in `types.ts` is the same with them. */
export interface ChooseAccessor {
	get(name: string): unknown;
	group(name: string): readonly GroupEntry[];
	readonly device: Device;
}

/** Shows an outcome to a page, and records each read with the value it saw. */
export function createAccessor(outcome: Outcome, log: ReadLog): ChooseAccessor {
	const { experiences, groups } = outcome.decisions;
	return {
		get(name) {
			const decision = experiences.get(name);
			if (decision === undefined) throw undeclared('UnknownExperience', name, experiences.keys());
			log.record({ kind: 'experience', name, value: decision.digest });
			return decision.payload;
		},
		group(name) {
			const decision = groups.get(name);
			if (decision === undefined) throw undeclared('UnknownGroup', name, groups.keys());
			log.record({ kind: 'group', name, value: decision.digest });
			return decision.entries;
		},
		get device() {
			log.record({ kind: 'device', name: '', value: outcome.device });
			return outcome.device;
		},
	};
}

function undeclared(
	name: 'UnknownExperience' | 'UnknownGroup',
	asked: string,
	declared: Iterable<string>,
): ChooseError {
	const place = name === 'UnknownGroup' ? 'groups' : 'experiences';
	return new ChooseError({
		name,
		path: `Astro.locals.choose.${name === 'UnknownGroup' ? 'group' : 'get'}('${asked}')`,
		expected: `one of ${[...declared].join(', ') || '(none declared)'}`,
		found: JSON.stringify(asked),
		hint: `Declare it under ${place} in src/choose.config.ts, or correct the name.`,
	});
}
