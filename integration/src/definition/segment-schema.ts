import { z } from 'astro/zod';
import type { ProblemParams } from '../problems.js';
import { parseDuration } from './duration.js';
import type { Profile, Rule } from './definition-types.js';

/** What Choose accepts as a name; one bad name fails the whole request (the wire contract, `names`). */
export const CHOOSE_NAME = /^[a-zA-Z0-9_-]+$/;
const SEGMENT_NAME = /^[a-zA-Z][a-zA-Z0-9_-]*$/;

const nonBlank = z.string().regex(/\S/, { error: 'a string that is not blank' });

/** Digits, of which a number would lose some (the wire contract, `identification.sourceId`). */
export const sourceId = z.custom<string>().superRefine((value: unknown, context) => {
	if (typeof value === 'number' || typeof value === 'bigint') {
		context.addIssue({
			code: 'custom',
			params: {
				name: 'NumericSourceId',
				expected: 'a string of digits',
				hint: 'Put quotes around the sourceId: as a number it is rounded, and addresses another source.',
			} satisfies ProblemParams,
		});
	} else if (typeof value !== 'string' || !/^\d+$/.test(value)) {
		context.addIssue({ code: 'custom', message: 'a string of digits' });
	}
});

const profile = z
	.strictObject({
		userId: nonBlank.optional(),
		sourceId: sourceId.optional(),
		profileId: nonBlank.optional(),
	})
	.transform((written, context): Profile => {
		const { userId, sourceId: source, profileId } = written;
		if (userId !== undefined && source === undefined && profileId === undefined) return { userId };
		if (userId === undefined && source !== undefined && profileId !== undefined)
			return { sourceId: source, profileId };
		context.addIssue({
			code: 'custom',
			params: {
				name: userId === undefined ? 'InvalidValue' : 'AmbiguousProfile',
				expected: '{ userId } or { sourceId, profileId }',
				hint: 'Give a profile exactly one form of identity: { userId }, or { sourceId, profileId }.',
			} satisfies ProblemParams,
		});
		return z.NEVER;
	});

const glob = z.string().min(1);
const globs = z.array(glob).min(1);
const pattern = z.union([glob, globs], { error: 'a glob or a list of globs' });
const patterns = z
	.record(
		z.string().min(1),
		z.union([glob, globs, z.literal(true)], { error: 'a glob, a list of globs, or true' }),
	)
	.refine((written) => Object.keys(written).length > 0, {
		error: 'at least one name',
		when: ({ issues }) => issues.length === 0,
	});

/** A rule as it is written. */
export const rule: z.ZodType<Rule> = z.lazy(() =>
	z
		.strictObject({
			host: pattern.optional(),
			query: patterns.optional(),
			cookie: patterns.optional(),
			header: patterns.optional(),
			anyOf: z.array(rule).min(1).optional(),
			not: rule.optional(),
		})
		.refine((written) => Object.keys(written).length > 0, {
			error: 'at least one condition',
			when: ({ issues }) => issues.length === 0,
		}),
);

const persist = z.string().transform((text, context) => {
	const milliseconds = parseDuration(text);
	if (milliseconds !== undefined) return milliseconds;
	context.addIssue({ code: 'custom', message: "a duration such as '30m', '12h' or '7d'" });
	return z.NEVER;
});

/** One segment as it is written. */
export const segmentSchema = z
	.strictObject({
		profile: z.union([profile, z.array(profile).min(1)], {
			error: '{ userId }, { sourceId, profileId }, or a list of these',
		}),
		when: z.union([z.literal(false), rule], { error: 'a rule, or false' }).optional(),
		persist: persist.optional(),
		private: z.boolean().default(false),
	})
	.refine((written) => !(written.private && written.when), {
		path: ['when'],
		error: 'no rule (a private segment is matched by visitor.segment only)',
	});

/** A name that Choose accepts. */
export const chooseName = z.string().superRefine((name, context) => {
	if (CHOOSE_NAME.test(name)) return;
	context.addIssue({
		code: 'custom',
		params: {
			name: 'InvalidName',
			expected: 'letters, digits, "_" and "-"',
			found: JSON.stringify(name),
			hint: 'Use the name exactly as it stands in Intempt; Choose refuses a whole request for one bad name.',
		} satisfies ProblemParams,
	});
});

/** A segment's name. */
export const segmentName = z.string().superRefine((name, context) => {
	if (SEGMENT_NAME.test(name)) return;
	context.addIssue({
		code: 'custom',
		params: {
			name: 'InvalidName',
			expected: 'a letter, then letters, digits, "_" and "-"',
			found: JSON.stringify(name),
			hint: 'Rename the segment; its name is yours alone, Intempt does not know it.',
		} satisfies ProblemParams,
	});
});
