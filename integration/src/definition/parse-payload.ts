import type { z } from 'astro/zod';
import { describeThrown, type Problem } from '../errors.js';
import { problemsOf } from '../problems.js';

/** Where a payload does not fit its schema. */
export type Misfit = Pick<Problem, 'path' | 'expected' | 'found'>;

export type ParsedPayload =
	| { readonly fits: true; readonly payload: unknown }
	| { readonly fits: false; readonly misfits: readonly Misfit[] };

const NOT_JSON = 'the schema makes something that JSON cannot hold';

/**
 * Reads a payload by its schema. Never throws: a schema that throws, or makes something that is not JSON, refuses the payload.
 *
 * @param root What stands before the path of every misfit: the payload is part of a larger one.
 */
export function parsePayload(schema: z.ZodType, written: unknown, root = ''): ParsedPayload {
	try {
		const parsed = schema.safeParse(written);
		if (!parsed.success) return { fits: false, misfits: problemsOf(parsed.error, root, written) };
		if (!isJson(parsed.data)) throw new TypeError(NOT_JSON);
		return { fits: true, payload: parsed.data };
	} catch (error) {
		const expected = 'a payload that the schema reads at once, and makes JSON of';
		return { fits: false, misfits: [{ path: root, expected, found: describeThrown(error) }] };
	}
}

// Payloads are told apart by their JSON. Properties that are undefined count as absent.
function isJson(value: unknown): boolean {
	if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
	if (typeof value === 'number') return Number.isFinite(value);
	if (Array.isArray(value)) return value.every(isJson);
	if (typeof value !== 'object') return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	const isPlain = prototype === null || prototype === Object.prototype;
	return isPlain && Object.values(value).every((inner) => inner === undefined || isJson(inner));
}
