import { z } from 'astro/zod';
import { sourceId } from '../definition/segment-schema.js';
import { ChooseError } from '../errors.js';
import { problemsOf } from '../problems.js';

const nonBlank = z.string().regex(/\S/, { error: 'a string that is not blank' });
const name = z.string().regex(/^[a-zA-Z0-9_-]+$/, { error: 'letters, digits, "_" and "-"' });

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** What is known of an identity: each attribute has a value, or several. */
const attributes = z.record(z.string(), z.union([scalar, z.array(scalar)]));

/** Who is eligible: every attribute named must have the value, or one of the values. */
const targeting = z.record(z.string(), z.union([scalar, z.array(scalar).min(1)])).default({});

const device = z.enum(['desktop', 'mobile', 'all']).default('all');

const variant = z.strictObject({
	/** How often it is drawn, relative to the other variants for which the identity is eligible. */
	weight: z.number().positive().default(1),
	/** Any JSON; null asks for the default. */
	body: z.json(),
	targeting,
	device,
});

const experience = z.strictObject({
	name,
	group: name.optional(),
	status: z.enum(['running', 'paused']).default('running'),
	device,
	/** How often one identity is shown it: always, once ever, or once in each visit (`sessionId`). */
	budget: z.enum(['always', 'once', 'once_per_visit']).default('always'),
	targeting,
	variants: z.array(variant).min(1),
});

const seedSchema = z.strictObject({
	org: nonBlank,
	project: nonBlank,
	keys: z
		.array(z.string().regex(/^[^.:\s]+\.\S+$/, { error: 'a key of the form prefix.secret' }))
		.min(1),
	experiences: z.array(experience).superRefine(unique('name', (written) => written.name)),
	/** Identities of the form `sourceId` and `profileId` that have attributes; any other has none. */
	profiles: z
		.array(z.strictObject({ sourceId, profileId: nonBlank, attributes: attributes.default({}) }))
		.superRefine(unique('profileId', (written) => `${written.sourceId} ${written.profileId}`))
		.default([]),
	/** The users that exist. */
	users: z
		.array(z.strictObject({ userId: nonBlank, attributes: attributes.default({}) }))
		.superRefine(unique('userId', (written) => written.userId))
		.default([]),
});

/** A seed as it is written in `choose.seed.json`. */
export type SeedInput = z.input<typeof seedSchema>;
/** A seed, completed: what the emulator answers from. */
export type Seed = z.output<typeof seedSchema>;
export type SeedExperience = Seed['experiences'][number];
export type SeedVariant = SeedExperience['variants'][number];
export type Attributes = Readonly<z.output<typeof attributes>>;
export type Targeting = Readonly<z.output<typeof targeting>>;

/**
 * Validates a seed. `origin` names the place it is written at, for the errors.
 *
 * @throws {ChooseError} InvalidSeed, with every mistake by its path.
 */
export function parseSeed(written: unknown, origin: string): Seed {
	const parsed = seedSchema.safeParse(written);
	if (parsed.success) return parsed.data;
	throw new ChooseError(
		problemsOf(parsed.error, '', written).map((problem) => ({
			...problem,
			name: 'InvalidSeed',
			path: problem.path === '' ? origin : `${origin}: ${problem.path}`,
		})),
	);
}

function unique<Item>(field: string, keyOf: (item: Item) => string) {
	return (items: readonly Item[], context: z.RefinementCtx<Item[]>) => {
		const seen = new Set<string>();
		for (const [index, item] of items.entries()) {
			const key = keyOf(item);
			if (seen.has(key)) {
				context.addIssue({ code: 'custom', path: [index, field], message: 'one entry for each' });
			}
			seen.add(key);
		}
	};
}
