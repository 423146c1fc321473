import type { z } from 'astro/zod';
import type { LocalizedSchema } from './localized.js';

/** Whose identity decides an experience: the segment's (everybody in it sees the same) or the visitor's own (an A/B test). */
export type Per = 'segment' | 'visitor';

/** What an experience carries; the components accept only the kinds they can render. */
export type ExperienceKind = 'headline' | 'productList' | 'flags' | 'custom';

/** What `experience()` and its kin return, to be placed under `experiences`. `P` is the payload type. */
export interface ExperienceDefinition<P = unknown, Kind extends ExperienceKind = ExperienceKind> {
	readonly kind: Kind;
	readonly per: Per;
	/** What every payload must satisfy, or each locale's part of it; its output is what pages read. */
	readonly schema: z.ZodType<P> | LocalizedSchema<z.ZodType<P>>;
	/** What is shown whenever there is no valid choice; written like a payload, and completed by the schema as one. */
	readonly default: unknown;
	/** Whether it may change what search engines read. Absent: it may not. */
	readonly seo?: boolean | undefined;
	/** Seconds that its last decision may be used while Choose cannot be reached. Absent: as long as the option of that name says. */
	readonly staleIfError?: number | undefined;
}

/** What `group()` returns, to be placed under `groups`. */
export interface GroupDefinition<Member extends ExperienceDefinition = ExperienceDefinition> {
	/** What every choice in the group must satisfy; its default replaces a member that is empty or does not fit. */
	readonly member: Member;
}

/** The payload type of an experience definition. */
export type PayloadOfExperience<E> =
	E extends ExperienceDefinition<infer P, infer _Kind> ? P : never;
