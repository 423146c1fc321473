import type { Reply } from '../../choose/choose-types.js';
import type { ChooseDefinition } from '../../definition/definition-types.js';
import type { PresentSnapshot } from '../refresher-types.js';
import type { Snapshot } from '../snapshot.js';

/** Milliseconds that a decision may be in force while Choose cannot be reached, by experience and group. */
export type AgeLimits = ReadonlyMap<string, number>;

/** Of everything that is decided per segment. `staleIfError`: seconds, for all; an experience may say less. */
export function ageLimitsOf(definition: ChooseDefinition, staleIfError: number): AgeLimits {
	const limitOf = (own = staleIfError) => Math.min(own, staleIfError) * 1_000;
	const all = [
		...Object.entries(definition.experiences),
		...Object.entries(definition.groups).map(([name, { member }]) => [name, member] as const),
	];
	return new Map(
		all
			.filter(([, { per }]) => per === 'segment')
			.map(([name, own]) => [name, limitOf(own.staleIfError)]),
	);
}

/** A snapshot as it is in force at a time. What is older than its limit is taken out while Choose cannot be asked. */
export function expire(
	snapshot: Snapshot,
	limits: AgeLimits,
	isFailing: boolean,
	now: number,
): PresentSnapshot {
	const age = now - snapshot.fetchedAt;
	const expired = isFailing
		? [...limits].filter(([, limit]) => age > limit).map(([name]) => name)
		: [];
	if (expired.length === 0) return { ...snapshot, expired };
	return { ...snapshot, reply: without(snapshot.reply, new Set(expired)), expired };
}

function without({ experiences, groups }: Reply, names: ReadonlySet<string>): Reply {
	const keep = <Part>(record: Readonly<Record<string, Part>>) =>
		Object.fromEntries(Object.entries(record).filter(([name]) => !names.has(name)));
	return { experiences: keep(experiences), groups: keep(groups) };
}
