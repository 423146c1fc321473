import type { ChooseDefinition } from './definition/definition-types.js';
import type {
	ExperienceDefinition,
	ExperienceKind,
	GroupDefinition,
	PayloadOfExperience,
} from './definition/experience-types.js';

/** A visitor's device class. There are two, and `Astro.locals.choose.device` is one of them. */
export type Device = 'desktop' | 'mobile';

/**
 * Filled in by the types that the integration injects into the project: `definition` becomes the type of what
 * `src/choose.config.ts` exports. Empty until then, and every name is allowed.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- an interface that other modules merge into
export interface Register {}

/** The definition of this project. */
export type RegisteredDefinition = Register extends { definition: infer D extends ChooseDefinition }
	? D
	: ChooseDefinition;

type Experiences = RegisteredDefinition['experiences'];
type Groups = RegisteredDefinition['groups'];

type NamesOfKind<Declared, Kind extends ExperienceKind> = {
	[Name in keyof Declared]: Declared[Name] extends ExperienceDefinition<infer _P, infer K>
		? K extends Kind
			? Name
			: never
		: never;
}[keyof Declared] &
	string;

/** The names of the declared experiences, or of those of one kind. */
export type ExperienceName<Kind extends ExperienceKind = ExperienceKind> = NamesOfKind<
	Experiences,
	Kind
>;

/** The names of the declared groups. */
export type GroupName = keyof Groups & string;

/** The payload type of a declared experience. */
export type Payload<Name extends ExperienceName> = PayloadOfExperience<Experiences[Name]>;

/** The payload type of the members of a declared group. */
export type GroupPayload<Name extends GroupName> =
	Groups[Name] extends GroupDefinition<infer Member> ? PayloadOfExperience<Member> : never;

/** One choice that arrived in a group: the experience's name in Intempt, and its payload. */
export interface GroupEntry<P = unknown> {
	readonly name: string;
	readonly payload: P;
}

/**
 * `Astro.locals.choose`: what this visitor's audience is shown. Every read is recorded, because the variant of a page is found by
 * what it read; read a value only where it is rendered.
 */
export interface Choose {
	/** The payload decided for an experience, or its default. Frozen. Throws `UnknownExperience` for a name that is not declared. */
	get<Name extends ExperienceName>(name: Name): Payload<Name>;
	/** Every choice that arrived in a group, in the order of the reply; empty when there is none. Throws `UnknownGroup`. */
	group<Name extends GroupName>(name: Name): readonly GroupEntry<GroupPayload<Name>>[];
	/** The visitor's device class. A page that reads it has a variant for each. */
	readonly device: Device;
}
