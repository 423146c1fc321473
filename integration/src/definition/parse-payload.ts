import type { z } from 'astro/zod';
import { describeThrown, type Problem } from '../errors.js';
import { problemsOf } from '../problems.js';

/** Where a payload does not fit its schema. */
export type Misfit = Pick<Problem, 'path' | 'expected' | 'found'>;

export type ParsedPayload =
	| { readonly fits: true; readonly payload: unknown }
	| { readonly fits: false; readonly misfits: readonly Misfit[] };

/** Reads a payload by its schema. Never throws: a schema that throws, or makes something that is not JSON, refuses the payload. */
export function parsePayload(schema: z.ZodType, written: unknown): ParsedPayload {
	try {
		const parsed = schema.safeParse(written);
		if (!parsed.success) return { fits: false, misfits: problemsOf(parsed.error, '', written) };
		JSON.stringify(parsed.data);
		return { fits: true, payload: parsed.data };
	} catch (error) {
		const expected = 'a payload that the schema reads at once, and makes JSON of';
		return { fits: false, misfits: [{ path: '', expected, found: describeThrown(error) }] };
	}
}
