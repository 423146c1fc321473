import { DEVICES } from '../constants.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import type { DecisionTable } from './decision-table.js';
import { digestValue } from './digest.js';

/**
 * By the name of each experience and group, a digest of all that is shown of it to anybody: in every segment, on every device, and whether it
 * was chosen there, which the next segment of an audience depends on.
 */
export function digestByName(
	{ segments }: Pick<ChooseDefinition, 'segments'>,
	table: DecisionTable,
): Map<string, string> {
	const decided = segments.flatMap(({ name }) =>
		DEVICES.map((device) => table.ofSegment(name, device)),
	);
	const { experiences, groups } = table.defaults;
	return new Map([
		...[...experiences.keys()].map((name) => {
			const shown = decided.map((one) => one.experiences.get(name));
			return [
				name,
				digestValue(shown.map((one) => [one?.reason === 'choice', one?.digest])),
			] as const;
		}),
		...[...groups.keys()].map((name) => {
			const shown = decided.map((one) => one.groups.get(name));
			return [name, digestValue(shown.map((one) => one?.digest))] as const;
		}),
	]);
}
