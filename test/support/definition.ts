import { z } from 'astro/zod';
import { defineChoose } from '../../integration/src/definition/define-choose.js';
import type {
	ChooseDefinition,
	DeviceHeaderInput,
	SegmentInput,
	VisitorInput,
} from '../../integration/src/definition/definition-types.js';
import type {
	ExperienceDefinition,
	GroupDefinition,
} from '../../integration/src/definition/experience-types.js';
import { experience, group } from '../../integration/src/definition/experiences.js';

export type WrittenSegment = Omit<SegmentInput, 'profile'> & Partial<Pick<SegmentInput, 'profile'>>;

export interface WrittenDefinition {
	/** Each has a profile of its own unless it says another. */
	readonly segments?: Readonly<Record<string, WrittenSegment>>;
	readonly experiences?: Readonly<Record<string, ExperienceDefinition>>;
	readonly groups?: Readonly<Record<string, GroupDefinition>>;
	readonly visitor?: VisitorInput;
	readonly device?: DeviceHeaderInput;
}

/** Definitions of which a test writes only what it is about. */
export function definitionOf(written: WrittenDefinition = {}): ChooseDefinition {
	const segments = Object.entries(written.segments ?? {}).map(
		([name, segment]) => [name, { profile: { userId: `of-${name}` }, ...segment }] as const,
	);
	return defineChoose({
		experiences: {},
		visitor: { consent: 'not-needed' },
		...written,
		segments: Object.fromEntries(segments),
	});
}

/** An experience whose payload is a text. */
export function text(fallback = 'default', per: 'segment' | 'visitor' = 'segment') {
	return experience({ per, schema: z.string(), default: fallback });
}

/** A group whose members are texts. */
export function texts(fallback = 'default', per: 'segment' | 'visitor' = 'segment') {
	return group(text(fallback, per));
}
