import { z } from 'astro/zod';
import { ChooseError, type ErrorName } from '../errors.js';
import { problemsOf } from '../problems.js';

/** How the emulator misbehaves. */
export interface Behaviour {
	/** Milliseconds between evaluating a call and answering it. Default: 0. */
	readonly latency: number;
	/** The status (400 to 599) that answers every call; or the share of calls (0 to 1) that are answered with 500. Default: 0. */
	readonly fail: number;
	/** Calls a second before the answer is 429; null for no limit. Default: null. */
	readonly rateLimit: number | null;
	/** Experiences that are answered as if there were no choice. Default: none. */
	readonly emptyFor: readonly string[];
}

/** A behaviour as it is written: what is left out stays as it was. */
export type BehaviourInput = { readonly [Key in keyof Behaviour]?: Behaviour[Key] | undefined };

const behaviourSchema = z.strictObject({
	latency: z.number().min(0).max(3_600_000).optional(),
	fail: z
		.number()
		.refine((value) => (value >= 0 && value <= 1) || isStatus(value), {
			error: 'a status from 400 to 599, or a share from 0 to 1',
		})
		.optional(),
	rateLimit: z.number().positive().nullable().optional(),
	emptyFor: z.array(z.string()).optional(),
});

const GOOD: Behaviour = { latency: 0, fail: 0, rateLimit: null, emptyFor: [] };

/**
 * Validates a behaviour and completes it from the one before.
 *
 * @throws {ChooseError} of the name `name`.
 */
export function parseBehaviour(
	written: unknown,
	{ before = GOOD, name = 'InvalidValue' }: { before?: Behaviour; name?: ErrorName } = {},
): Behaviour {
	const parsed = behaviourSchema.safeParse(written);
	if (!parsed.success) {
		throw new ChooseError(
			problemsOf(parsed.error, '', written).map((problem) => ({ ...problem, name })),
		);
	}
	const { latency, fail, rateLimit, emptyFor } = parsed.data;
	return {
		latency: latency ?? before.latency,
		fail: fail ?? before.fail,
		rateLimit: rateLimit === undefined ? before.rateLimit : rateLimit,
		emptyFor: emptyFor ?? before.emptyFor,
	};
}

/** The status of a simulated failure; undefined: this call is answered. `random`: in [0, 1). */
export function failureOf({ fail }: Behaviour, random: () => number): number | undefined {
	if (isStatus(fail)) return fail;
	return random() < fail ? 500 : undefined;
}

function isStatus(value: number): boolean {
	return Number.isInteger(value) && value >= 400 && value <= 599;
}
