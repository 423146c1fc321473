import type { ReceivedMember, Reply } from '../../choose/choose-types.js';

/** How many replies in a row lacked a choice that is still in force, by `experience` or `group/member`. */
export type Misses = Readonly<Record<string, number>>;

/** A reply that is in force, and what recent replies lacked of it. */
export interface Held {
	readonly reply: Reply;
	readonly misses: Misses;
}

export interface Absorbed extends Held {
	/** Most choices are missing together, and are held for longer. */
	readonly isVanishing: boolean;
}

/** Replies in a row that must lack a choice before it is dropped. */
const REPLIES = 2;
/** Likewise, when most choices are missing together. */
const REPLIES_IF_VANISHING = 5;

/**
 * What is in force after a reply. A choice that a reply lacks stays until {@link REPLIES} in a row lack it, and until
 * {@link REPLIES_IF_VANISHING} when at least two, and more than half of all, are missing: a reply may be partial, and never says why.
 * A payload of null is an answer.
 */
export function absorb(before: Held | undefined, received: Reply): Absorbed {
	if (before === undefined) return { reply: received, misses: {}, isVanishing: false };
	const had = keysOf(before.reply);
	const has = new Set(keysOf(received));
	const missing = had.filter((key) => !has.has(key));
	const isVanishing = missing.length >= 2 && missing.length > had.length / 2;
	const most = isVanishing ? REPLIES_IF_VANISHING : REPLIES;
	const held = missing
		.map((key) => [key, missesOf(before.misses, key) + 1] as const)
		.filter(([, misses]) => misses < most);
	const isHeld = new Set(held.map(([key]) => key));
	return {
		reply: restore(received, before.reply, (key) => isHeld.has(key)),
		misses: Object.fromEntries(held),
		isVanishing,
	};
}

/** What is in force after a reply that is taken as it is; with `only`, of one experience or group, and the rest stays. */
export function absorbAsItIs(before: Held | undefined, received: Reply, only?: string): Held {
	if (before === undefined || only === undefined) return { reply: received, misses: {} };
	const isOther = (key: string) => key !== only && !key.startsWith(`${only}/`);
	return {
		reply: restore(received, before.reply, isOther),
		misses: Object.fromEntries(Object.entries(before.misses).filter(([key]) => isOther(key))),
	};
}

/** The names of experiences, and `group/member`. A name has no slash. */
function keysOf({ experiences, groups }: Reply): string[] {
	return [
		...Object.keys(experiences),
		...Object.entries(groups).flatMap(([group, members]) =>
			members.map(({ name }) => `${group}/${name}`),
		),
	];
}

function missesOf(misses: Misses, key: string): number {
	return Object.hasOwn(misses, key) ? (misses[key] ?? 0) : 0;
}

/** A reply with what an earlier one had beside it, as far as it is to stay. */
function restore(reply: Reply, before: Reply, stays: (key: string) => boolean): Reply {
	const experiences = Object.fromEntries([
		...Object.entries(before.experiences).filter(([name]) => stays(name)),
		...Object.entries(reply.experiences),
	]);
	const groups = { ...before.groups, ...reply.groups };
	const merged = Object.keys(groups).map((group) => {
		const earlier = Object.hasOwn(before.groups, group) ? before.groups[group] : undefined;
		const present = Object.hasOwn(reply.groups, group) ? reply.groups[group] : undefined;
		const isStaying = ({ name }: ReceivedMember) => stays(`${group}/${name}`);
		return [group, restoreMembers(present ?? [], earlier ?? [], isStaying)] as const;
	});
	return {
		experiences,
		groups: Object.fromEntries(merged.filter(([, members]) => members.length > 0)),
	};
}

/** Each member that stays comes behind the one that it stood behind before. */
function restoreMembers(
	present: readonly ReceivedMember[],
	before: readonly ReceivedMember[],
	isStaying: (member: ReceivedMember) => boolean,
): readonly ReceivedMember[] {
	const members = [...present];
	for (const [index, member] of before.entries()) {
		if (members.some(({ name }) => name === member.name) || !isStaying(member)) continue;
		const previous = before[index - 1]?.name;
		members.splice(members.findIndex(({ name }) => name === previous) + 1, 0, member);
	}
	return members;
}
