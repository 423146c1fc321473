import { z } from 'astro/zod';
import type { Profile } from '../definition/definition-types.js';
import type { Question, ReceivedMember, Reply } from './choose-types.js';

const replySchema = z.object({ choices: z.array(z.unknown()).default([]) });

const choiceSchema = z.object({
	name: z.string(),
	group: z.string().optional().catch(undefined),
	body: z.unknown().optional(),
});

const refusalSchema = z.object({ errors: z.array(z.object({ message: z.string() })).min(1) });

type Choice = z.output<typeof choiceSchema>;

/** The reply in which nothing was decided. */
export const EMPTY_REPLY: Reply = { experiences: recordOf([]), groups: recordOf([]) };

/** The body of a request (the contract, "Request"): one form of identification, and no field that has nothing to say. */
export function requestBody({ identity, device, names, groups, sessionId }: Question): string {
	return JSON.stringify({
		identification: identificationOf(identity),
		...(names.length > 0 && { names: [...new Set(names)] }),
		...(groups.length > 0 && { groups: [...new Set(groups)] }),
		device,
		sessionId,
	});
}

function identificationOf(identity: Profile): Profile {
	return 'userId' in identity
		? { userId: identity.userId }
		: { sourceId: identity.sourceId, profileId: identity.profileId };
}

/**
 * The reply to a question (the contract, "Response"). A choice that has no name costs itself only; of a repeated name the first
 * counts; what was not asked for is left out. Undefined: the bytes are not a reply.
 */
export function parseReply(bytes: Uint8Array, question: Question): Reply | undefined {
	const reply = replySchema.safeParse(parseJson(bytes));
	if (!reply.success) return undefined;
	const choices = firstOfEachName(reply.data.choices);
	return {
		experiences: recordOf(
			choices
				.filter(({ name }) => question.names.includes(name))
				.map(({ name, body }) => [name, body ?? null]),
		),
		groups: recordOf(
			[...new Set(question.groups)]
				.map((group): [string, ReceivedMember[]] => [group, membersOf(group, choices)])
				.filter(([, members]) => members.length > 0),
		),
	};
}

/** What the service says about a request it refuses; undefined when it says nothing of the documented form. */
export function parseRefusal(bytes: Uint8Array): string | undefined {
	const refusal = refusalSchema.safeParse(parseJson(bytes));
	return refusal.success ? refusal.data.errors.map(({ message }) => message).join('; ') : undefined;
}

function parseJson(bytes: Uint8Array): unknown {
	try {
		return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
	} catch {
		return undefined;
	}
}

function firstOfEachName(received: readonly unknown[]): Choice[] {
	const byName = new Map<string, Choice>();
	for (const item of received) {
		const choice = choiceSchema.safeParse(item);
		if (choice.success && !byName.has(choice.data.name)) byName.set(choice.data.name, choice.data);
	}
	return [...byName.values()];
}

function membersOf(group: string, choices: readonly Choice[]): ReceivedMember[] {
	return choices
		.filter((choice) => choice.group === group)
		.map(({ name, body }) => ({ name, payload: body ?? null }));
}

/** A record without a prototype: `constructor` and `__proto__` are names that Choose allows. */
function recordOf<V>(entries: readonly (readonly [string, V])[]): Readonly<Record<string, V>> {
	const record = Object.fromEntries(entries);
	Object.setPrototypeOf(record, null);
	return record;
}
