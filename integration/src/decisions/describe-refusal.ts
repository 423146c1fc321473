import type { ChooseDefinition } from '../definition/definition-types.js';
import type { Refusal } from './decision-types.js';
import type { Snapshot } from './snapshot.js';

type Subject = Pick<Snapshot, 'segment' | 'device'>;

/** A payload that did not fit its schema, for who can correct it. Of a private segment's payload nothing is shown. */
export function describeRefusal(
	definition: Pick<ChooseDefinition, 'segments'>,
	{ experience, path, expected, found }: Refusal,
	subject: Subject,
): string {
	const what = isPrivate(definition, subject)
		? ': the payload does not fit its schema'
		: `${path === '' ? '' : `, at ${path}`}: expected ${expected}, found ${found}`;
	return `${experience} for ${subjectName(definition, subject)}${what}. Its default is shown.`;
}

/** Whom decisions are for; a private segment's name is not shown. */
export function subjectName(
	definition: Pick<ChooseDefinition, 'segments'>,
	subject: Subject,
): string {
	return isPrivate(definition, subject)
		? 'a private segment'
		: `segment ${subject.segment} on ${subject.device}`;
}

function isPrivate(
	{ segments }: Pick<ChooseDefinition, 'segments'>,
	{ segment }: Pick<Subject, 'segment'>,
): boolean {
	return segments.some(({ name, private: hidden }) => hidden && name === segment);
}
