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
	return { identity, device, ...askedFor(definition), sessionId: randomUUID() };
}

/** Whether anything is declared per segment; without, there is no call. */
export function asksForAnything(definition: ChooseDefinition): boolean {
	return namesAsked(definition).length > 0;
}

/** The experiences and groups that are asked for, in order. */
export function namesAsked(definition: ChooseDefinition): readonly string[] {
	const { names, groups } = askedFor(definition);
	return [...names, ...groups].sort();
}

/** Everything declared per segment. */
export function askedFor({
	experiences,
	groups,
}: ChooseDefinition): Pick<Question, 'names' | 'groups'> {
	return {
		names: Object.entries(experiences)
			.filter(([, { per }]) => per === 'segment')
			.map(([name]) => name),
		groups: Object.entries(groups)
			.filter(([, { member }]) => member.per === 'segment')
			.map(([name]) => name),
	};
}
