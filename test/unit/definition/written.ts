import { defineChoose } from '../../../integration/src/definition/define-choose.js';
import { headline } from '../../../integration/src/definition/experiences.js';
import type { ErrorName, Problem } from '../../../integration/src/errors.js';
import { problemsIn } from '../../support/errors.js';

export const when = { cookie: { plan: 'pro' } };
export const hero = headline({ per: 'segment', default: { headline: 'Run further' } });

/** Definitions without a mistake, to put one into. */
export const GOOD = {
	segments: { pro: { profile: { userId: 'p' }, when } },
	experiences: { hero },
};

/** What `defineChoose` finds wrong with definitions that an editor may not let through. */
export function problemsWith(written: unknown): readonly Problem[] {
	return problemsIn(() => Reflect.apply(defineChoose, undefined, [written]));
}

export function withSegments(segments: Readonly<Record<string, unknown>>): unknown {
	return { ...GOOD, segments };
}

export function withProfile(profile: unknown): unknown {
	return withSegments({ pro: { profile, when } });
}

export function withRule(rule: unknown): unknown {
	return withSegments({ pro: { profile: { userId: 'p' }, when: rule } });
}

export function withExperiences(experiences: Readonly<Record<string, unknown>>): unknown {
	return { ...GOOD, experiences };
}

/** An experience as it is when its author has forgotten or mistyped something. */
export function mistyped(written: object): unknown {
	return { kind: 'headline', schema: hero.schema, ...written };
}

/** One row of a table of mistakes. */
export type Mistake = readonly [what: string, written: unknown, problem: Problem];

export function mistake(
	what: string,
	written: unknown,
	[name, path, expected, found, hint]: readonly [ErrorName, string, string, unknown, string],
): Mistake {
	// `found` may be a matcher, which stands for a string.
	return [what, written, { name, path, expected, found: found as string, hint }];
}
