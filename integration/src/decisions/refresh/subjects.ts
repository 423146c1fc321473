import type { Question } from '../../choose/choose-types.js';
import { DEVICES } from '../../constants.js';
import type { ChooseDefinition } from '../../definition/definition-types.js';
import type { Device } from '../../types.js';
import { digestValue } from '../digest.js';
import { createQuestion } from '../question.js';
import { snapshotKey } from '../snapshot.js';

/** Whom a call stands for: a segment on a device. */
export interface Subject {
	readonly segment: string;
	readonly device: Device;
	readonly key: string;
	/** Digest of the profile that is asked for, and of where: the decisions of another are not its own. */
	readonly identity: string;
	/** As status and log name it: a private segment by its number. */
	readonly label: string;
	readonly isPrivate: boolean;
	/** A call of its own each time: a new visit. `only`: of one experience or group. */
	createQuestion(only?: string): Question;
}

/** `source`: the address, organisation and project that are asked. */
export function subjectsOf(definition: ChooseDefinition, source: string): Subject[] {
	const privates = definition.segments.filter((segment) => segment.private);
	return definition.segments.flatMap((segment) => {
		const { name, profiles } = segment;
		const label = segment.private ? `private segment ${privates.indexOf(segment) + 1}` : name;
		return DEVICES.map((device) => ({
			segment: name,
			device,
			key: snapshotKey(name, device),
			identity: digestValue([source, profiles[0]]),
			label,
			isPrivate: segment.private,
			createQuestion(only?: string) {
				const question = createQuestion(definition, device, profiles[0]);
				if (only === undefined) return question;
				const isAsked = (asked: string) => asked === only;
				const [names, groups] = [question.names.filter(isAsked), question.groups.filter(isAsked)];
				return { ...question, names, groups };
			},
		}));
	});
}
