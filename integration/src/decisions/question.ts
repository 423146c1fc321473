import { randomUUID } from 'node:crypto';
import type { Question } from '../choose/choose-types.js';
import type { ChooseDefinition, Profile } from '../definition/definition-types.js';
import type { Device } from '../types.js';

/** What is asked for a segment: every experience and group declared per segment, in a visit of its own. */
export function createQuestion(
	definition: ChooseDefinition,
	device: Device,
	identity: Profile,
): Question {
	return {
		identity,
		device,
		names: Object.entries(definition.experiences)
			.filter(([, { per }]) => per === 'segment')
			.map(([name]) => name),
		groups: Object.entries(definition.groups)
			.filter(([, { member }]) => member.per === 'segment')
			.map(([name]) => name),
		sessionId: randomUUID(),
	};
}
