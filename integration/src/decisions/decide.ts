import type { Reply } from '../choose/choose-types.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import type { ExperienceDefinition } from '../definition/experience-types.js';
import { parsePayload } from '../definition/parse-payload.js';
import { digestValue } from './digest.js';
import type {
	Decision,
	Decisions,
	DefaultReason,
	GroupDecision,
	Refusal,
} from './decision-types.js';

/** The decisions of somebody for whom nothing was chosen: every experience its default, every group empty. */
export function decideDefaults(definition: ChooseDefinition, why: DefaultReason): Decisions {
	const experiences = Object.entries(definition.experiences).map(
		([name, experience]) =>
			[name, defaultOf(experience, experience.per === 'visitor' ? 'off' : why)] as const,
	);
	const groups = Object.keys(definition.groups).map((name) => [name, groupOf([])] as const);
	return { experiences: new Map(experiences), groups: new Map(groups) };
}

/**
 * What a reply decides. Every payload is validated; one that does not fit costs that experience only, and is told to `onRefusal`.
 * A null payload asks for the default.
 */
export function decide(
	definition: ChooseDefinition,
	reply: Reply,
	onRefusal: (refusal: Refusal) => void,
): Decisions {
	const experiences = Object.entries(definition.experiences).map(([name, experience]) => {
		if (experience.per === 'visitor') return [name, defaultOf(experience, 'off')] as const;
		const received = Object.hasOwn(reply.experiences, name) ? reply.experiences[name] : undefined;
		return [name, decideOne(experience, received, name, onRefusal)] as const;
	});
	const groups = Object.entries(definition.groups).map(([name, { member }]) => {
		const received = Object.hasOwn(reply.groups, name) ? (reply.groups[name] ?? []) : [];
		const entries = received.map((choice) => ({
			name: choice.name,
			payload: decideOne(member, choice.payload, `${name}/${choice.name}`, onRefusal).payload,
		}));
		return [name, groupOf(member.per === 'visitor' ? [] : entries)] as const;
	});
	return { experiences: new Map(experiences), groups: new Map(groups) };
}

function decideOne(
	experience: ExperienceDefinition,
	received: unknown,
	name: string,
	onRefusal: (refusal: Refusal) => void,
): Decision {
	if (received === undefined || received === null) return defaultOf(experience, 'absent');
	const parsed = parsePayload(experience.schema, received);
	if (parsed.fits) {
		return {
			payload: deepFreeze(parsed.payload),
			digest: digestValue(parsed.payload),
			reason: 'choice',
		};
	}
	for (const { path, expected, found } of parsed.misfits) {
		onRefusal({ experience: name, path, expected, found });
	}
	return defaultOf(experience, 'invalid');
}

function defaultOf(experience: ExperienceDefinition, why: DefaultReason): Decision {
	// Parsed, so that a default is completed by its schema exactly as a choice is.
	const payload = experience.schema.parse(experience.default);
	return { payload: deepFreeze(payload), digest: digestValue(payload), reason: 'default', why };
}

function groupOf(entries: GroupDecision['entries']): GroupDecision {
	return { entries: deepFreeze(entries), digest: digestValue(entries) };
}

function deepFreeze<T>(value: T): T {
	if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
		Object.freeze(value);
		Object.values(value).forEach(deepFreeze);
	}
	return value;
}
