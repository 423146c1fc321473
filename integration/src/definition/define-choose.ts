import { z } from 'astro/zod';
import { ChooseError, describeFound, type Problem } from '../errors.js';
import { problemsOf, type ProblemParams } from '../problems.js';
import type {
	ChooseDefinition,
	DeviceHeaderInput,
	Segment,
	SegmentInput,
	VisitorInput,
} from './definition-types.js';
import type { ExperienceDefinition, GroupDefinition } from './experience-types.js';
import { isCatchAll } from './catch-all.js';
import { hasParts, isLocalized, type PayloadForm } from './localized.js';
import { parsePayload } from './parse-payload.js';
import { chooseName, rule, segmentName, segmentSchema } from './segment-schema.js';
import { NO_LOCALES } from './site-locales.js';

/** Everything about visitors and content, as it is written in `src/choose.config.ts`. */
export interface ChooseInput<
	Experiences extends Readonly<Record<string, ExperienceDefinition>>,
	Groups extends Readonly<Record<string, GroupDefinition>>,
> {
	/** In the order of the cascade: of the segments a visitor matches, the first with a choice wins, per experience. */
	readonly segments: Readonly<Record<string, SegmentInput>>;
	/** By their name in Intempt. */
	readonly experiences: Experiences;
	/** By their name in Intempt. Default: none. */
	readonly groups?: Groups;
	/** What the site itself knows about a visitor. Default: nothing. */
	readonly visitor?: VisitorInput;
	/** A header in which a CDN says the device class. Default: the user agent decides. */
	readonly device?: DeviceHeaderInput;
}

const functionSchema = z.custom<(...args: never[]) => unknown>(
	(value) => typeof value === 'function',
	{ error: 'a function' },
);

const experienceSchema = z
	.strictObject({
		kind: z.enum(['headline', 'productList', 'flags', 'custom']),
		per: z.enum(['segment', 'visitor']),
		schema: z.custom<ExperienceDefinition['schema']>(
			(value) => value instanceof z.ZodType || isLocalized(value),
			{ error: 'a zod schema' },
		),
		default: z.unknown(),
		seo: z.boolean().optional(),
		staleIfError: z.number().int().min(0).optional(),
	})
	.superRefine((written, context) => {
		for (const { path, form } of defaultForms(written)) {
			const parsed = parsePayload(form.schema, form.default);
			for (const misfit of parsed.fits ? [] : parsed.misfits) {
				const at = misfit.path === '' ? '' : ` at ${misfit.path}`;
				context.addIssue({
					code: 'custom',
					path,
					params: {
						name: 'DefaultDoesNotFit',
						expected: `${misfit.expected}${at}`,
						found: misfit.found,
						hint: 'Correct the default: it is what visitors see whenever there is no valid choice.',
					} satisfies ProblemParams,
				});
			}
		}
	});

function defaultForms({
	schema,
	default: written,
}: Pick<ExperienceDefinition, 'schema' | 'default'>): {
	readonly path: string[];
	readonly form: PayloadForm;
}[] {
	if (!isLocalized(schema)) return [{ path: ['default'], form: { schema, default: written } }];
	if (!hasParts(written)) {
		const locales = z.custom(hasParts, { error: 'an object with a key per locale' });
		return [{ path: ['default'], form: { schema: locales, default: written } }];
	}
	return Object.entries(written).map(([locale, part]) => ({
		path: ['default', locale],
		form: { schema: schema.inLocale(locale), default: part },
	}));
}

const definitionSchema = z.strictObject({
	segments: z.record(segmentName, segmentSchema),
	experiences: z.record(chooseName, experienceSchema),
	groups: z.record(chooseName, z.strictObject({ member: experienceSchema })).default({}),
	visitor: z
		.strictObject({
			segment: functionSchema.optional(),
			consent: z
				.union([z.literal('not-needed'), rule, functionSchema], {
					error: "a rule, a function, or 'not-needed'",
				})
				.optional(),
		})
		.default({}),
	device: z
		.strictObject({
			header: z.string().min(1),
			mobile: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
		})
		.optional(),
});

/**
 * Declares segments, experiences and groups; the default export of `src/choose.config.ts`.
 *
 * @throws {ChooseError} naming every mistake with its path, what was expected and what was found.
 */
export function defineChoose<
	const Experiences extends Readonly<Record<string, ExperienceDefinition>>,
	const Groups extends Readonly<Record<string, GroupDefinition>> = Readonly<
		Record<never, GroupDefinition>
	>,
>(input: ChooseInput<Experiences, Groups>): ChooseDefinition<Experiences, Groups>;
export function defineChoose(
	input: ChooseInput<Record<string, ExperienceDefinition>, Record<string, GroupDefinition>>,
): ChooseDefinition {
	const parsed = definitionSchema.safeParse(input);
	if (!parsed.success) {
		const problems = problemsOf(parsed.error, '', input);
		throw new ChooseError(problems.map((one) => ({ ...one, path: one.path || 'defineChoose()' })));
	}
	const { device } = parsed.data;
	const segments = Object.entries(parsed.data.segments).map(([name, written]): Segment => {
		const [first, ...witnesses] = [written.profile].flat();
		if (first === undefined) throw new TypeError(`segments.${name} has no profile`);
		return {
			name,
			profiles: [first, ...witnesses],
			when: written.private ? false : written.when,
			persist: written.persist,
			private: written.private,
		};
	});
	const problems = [
		...duplicateProfiles(segments),
		...catchAllProblems(segments),
		...consentProblems(segments, input.visitor),
	];
	if (problems.length > 0) throw new ChooseError(problems);
	return {
		segments,
		experiences: input.experiences,
		groups: input.groups ?? {},
		visitor: input.visitor ?? {},
		device: device && { header: device.header.toLowerCase(), mobile: [device.mobile].flat() },
		locales: NO_LOCALES,
	};
}

function duplicateProfiles(segments: readonly Segment[]): Problem[] {
	const owners = new Map<string, string>();
	return segments.flatMap(({ name, profiles }) =>
		profiles.flatMap((profile): Problem[] => {
			const key = JSON.stringify(Object.entries(profile).sort());
			const owner = owners.get(key);
			owners.set(key, owner ?? name);
			if (owner === undefined) return [];
			return [
				{
					name: 'DuplicateProfile',
					path: `segments.${name}.profile`,
					expected: 'a profile of its own',
					found: `the profile of segments.${owner}: ${describeFound(profile)}`,
					hint: 'Create one profile in Intempt for each segment; Choose decides by the profile alone.',
				},
			];
		}),
	);
}

function catchAllProblems(segments: readonly Segment[]): Problem[] {
	const catchAlls = segments.filter(isCatchAll);
	const [first, second] = catchAlls;
	if (first === undefined) return [];
	if (second !== undefined) {
		return [
			{
				name: 'SeveralCatchAlls',
				path: `segments.${second.name}.when`,
				expected: 'a rule',
				found: `nothing, as in segments.${first.name}`,
				hint: 'Leave `when` out of one segment only, the last.',
			},
		];
	}
	if (segments.at(-1) === first) return [];
	return [
		{
			name: 'CatchAllNotLast',
			path: `segments.${first.name}`,
			expected: 'the last place',
			found: `place ${segments.indexOf(first) + 1} of ${segments.length}`,
			hint: 'Move it to the end, or give it a `when`: segments behind it would never win.',
		},
	];
}

function consentProblems(
	segments: readonly Segment[],
	visitor: VisitorInput | undefined,
): Problem[] {
	if (visitor?.consent !== undefined) return [];
	return segments
		.filter((segment) => segment.persist !== undefined)
		.map(({ name }) => ({
			name: 'ConsentNotConfigured',
			path: `segments.${name}.persist`,
			expected: 'visitor.consent to be configured',
			found: 'nothing',
			hint: "A persisted segment sets a cookie. Add visitor: { consent: { cookie: { consent: 'granted' } } } with your own cookie, or visitor: { consent: 'not-needed' }.",
		}));
}
