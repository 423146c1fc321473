import type { Reply } from '../choose/choose-types.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import type { ExperienceDefinition } from '../definition/experience-types.js';
import { isLocalized } from '../definition/localized.js';
import type { SiteLocales } from '../definition/site-locales.js';
import type { GroupEntry } from '../types.js';
import { partIn } from './by-locale.js';
import { decideLocalized, decideLocalizedDefault } from './decide-localized.js';
import { decideDefault, decidePayload } from './decide-payload.js';
import { deepFreeze } from './deep-freeze.js';
import { digestValue } from './digest.js';
import type {
	Decision,
	Decisions,
	DefaultReason,
	GroupDecision,
	PlainGroupDecision,
	Refusal,
} from './decision-types.js';

/** The decisions of somebody for whom nothing was chosen: every experience its default, every group empty. */
export function decideDefaults(definition: ChooseDefinition, why: DefaultReason): Decisions {
	const { locales } = definition;
	const experiences = Object.entries(definition.experiences).map(
		([name, experience]) =>
			[name, defaultOf(experience, locales, experience.per === 'visitor' ? 'off' : why)] as const,
	);
	const groups = Object.entries(definition.groups).map(
		([name, { member }]) => [name, groupOf(member, locales, [])] as const,
	);
	return { experiences: new Map(experiences), groups: new Map(groups) };
}

/**
 * What a reply decides. Every payload is validated; one that does not fit costs that experience only, and is told to `onRefusal`.
 * A null payload asks for the default. Experiences and groups that are `expired` are decided as `unavailable`, whatever the reply says.
 */
export function decide(
	definition: ChooseDefinition,
	reply: Reply,
	onRefusal: (refusal: Refusal) => void,
	expired: readonly string[] = [],
): Decisions {
	const { locales } = definition;
	const decideOne = (
		{ schema, default: fallback }: ExperienceDefinition,
		payload: unknown,
		name: string,
	): Decision => {
		const received = { payload, name, root: '' };
		return isLocalized(schema)
			? decideLocalized({ schema, default: fallback, locales }, received, onRefusal)
			: decidePayload({ schema, default: fallback }, received, onRefusal);
	};
	const experiences = Object.entries(definition.experiences).map(([name, experience]) => {
		if (experience.per === 'visitor') return [name, defaultOf(experience, locales, 'off')] as const;
		if (expired.includes(name))
			return [name, defaultOf(experience, locales, 'unavailable')] as const;
		const received = Object.hasOwn(reply.experiences, name) ? reply.experiences[name] : undefined;
		return [name, decideOne(experience, received, name)] as const;
	});
	const groups = Object.entries(definition.groups).map(([name, { member }]) => {
		const received = Object.hasOwn(reply.groups, name) ? (reply.groups[name] ?? []) : [];
		const members = member.per === 'visitor' || expired.includes(name) ? [] : received;
		const entries = members.map((choice) => ({
			name: choice.name,
			decision: decideOne(member, choice.payload, `${name}/${choice.name}`),
		}));
		return [name, groupOf(member, locales, entries)] as const;
	});
	return { experiences: new Map(experiences), groups: new Map(groups) };
}

function defaultOf(
	{ schema, default: fallback }: ExperienceDefinition,
	locales: SiteLocales,
	why: DefaultReason,
): Decision {
	return isLocalized(schema)
		? decideLocalizedDefault({ schema, default: fallback, locales }, why)
		: decideDefault({ schema, default: fallback }, why);
}

function groupOf(
	{ schema }: ExperienceDefinition,
	{ all, fallback }: SiteLocales,
	members: readonly { readonly name: string; readonly decision: Decision }[],
): GroupDecision {
	const entriesIn = (locale?: string) =>
		entriesOf(
			members.map(({ name, decision }) => ({ name, payload: partIn(decision, locale)?.payload })),
		);
	if (!isLocalized(schema)) return entriesIn();
	const whole = entriesOf(
		members.map(({ name, decision }) => ({ name, payload: decision.payload })),
	);
	const parts = all.flat().map((locale) => [locale, entriesIn(locale)] as const);
	return { ...whole, locales: { parts: new Map(parts), fallback } };
}

function entriesOf(entries: readonly GroupEntry[]): PlainGroupDecision {
	return { entries: deepFreeze(entries), digest: digestValue(entries) };
}
