import { z } from 'astro/zod';
import type { MaybeByLocale } from './by-locale.js';
import type { Decisions, PlainDecision, PlainGroupDecision } from './decision-types.js';

/** Why something is shown: it was chosen; or why its default is. */
export const reasonSchema = z.enum(['choice', 'absent', 'invalid', 'unavailable', 'off']);
export type Reason = z.output<typeof reasonSchema>;

const experienceSchema = z.object({ digest: z.string(), reason: reasonSchema });
const groupSchema = z.object({ digest: z.string(), members: z.array(z.string()) });

/** The outcomes for everything declared, without the payloads: what is kept of the past. */
export const decidedDigestsSchema = z.object({
	experiences: z.record(z.string(), withLocales(experienceSchema)),
	groups: z.record(z.string(), withLocales(groupSchema)),
});
export type DecidedDigests = z.output<typeof decidedDigestsSchema>;
export type ExperienceDigest = z.output<typeof experienceSchema>;
export type GroupDigest = z.output<typeof groupSchema>;

function withLocales<Shape extends z.core.$ZodLooseShape>(part: z.ZodObject<Shape>) {
	return part.and(
		z.object({
			locales: z.object({ parts: z.record(z.string(), part), fallback: z.string() }).optional(),
		}),
	);
}

export function digestsOf({ experiences, groups }: Decisions): DecidedDigests {
	return {
		experiences: Object.fromEntries(
			[...experiences].map(([name, decision]) => [name, convert(decision, digestOfDecision)]),
		),
		groups: Object.fromEntries(
			[...groups].map(([name, group]) => [name, convert(group, digestOfGroup)]),
		),
	};
}

/** Decisions that can be cascaded and matched with reads; their payloads are undefined. */
export function decisionsOf({ experiences, groups }: DecidedDigests): Decisions {
	return {
		experiences: new Map(
			Object.entries(experiences).map(([name, { locales, ...whole }]) => [
				name,
				{ ...decisionOf(whole), ...(locales && { locales: partsOf(locales, decisionOf) }) },
			]),
		),
		groups: new Map(
			Object.entries(groups).map(([name, { locales, ...whole }]) => [
				name,
				{ ...groupOf(whole), ...(locales && { locales: partsOf(locales, groupOf) }) },
			]),
		),
	};
}

function convert<Part, Digest extends object>(
	decided: MaybeByLocale<Part>,
	digestOfPart: (part: Part) => Digest,
) {
	const { locales } = decided;
	if (locales === undefined) return digestOfPart(decided);
	const parts = [...locales.parts].map(([locale, part]) => [locale, digestOfPart(part)] as const);
	return {
		...digestOfPart(decided),
		locales: { parts: Object.fromEntries(parts), fallback: locales.fallback },
	};
}

function partsOf<Digest, Part>(
	{ parts, fallback }: { readonly parts: Readonly<Record<string, Digest>>; fallback: string },
	partOf: (digest: Digest) => Part,
) {
	const decided = Object.entries(parts).map(([locale, part]) => [locale, partOf(part)] as const);
	return { parts: new Map(decided), fallback };
}

function digestOfDecision(decision: PlainDecision): ExperienceDigest {
	return {
		digest: decision.digest,
		reason: decision.reason === 'choice' ? 'choice' : decision.why,
	};
}

function digestOfGroup({ digest, entries }: PlainGroupDecision): GroupDigest {
	return { digest, members: entries.map(({ name }) => name) };
}

function decisionOf({ digest, reason }: ExperienceDigest): PlainDecision {
	const payload = undefined;
	return reason === 'choice'
		? { payload, digest, reason }
		: { payload, digest, reason: 'default', why: reason };
}

function groupOf({ digest, members }: GroupDigest): PlainGroupDecision {
	return { digest, entries: members.map((name) => ({ name, payload: undefined })) };
}
