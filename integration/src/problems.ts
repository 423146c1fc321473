import type { z } from 'astro/zod';
import { describeFound, ERRORS, type ErrorName, type Problem } from './errors.js';

/** What a schema's own check hands over in `params` to name its problem; see {@link problemsOf}. */
export interface ProblemParams {
	name: ErrorName;
	expected: string;
	found?: string;
	hint: string;
}

/** Turns zod's issues into named problems. `root` stands before every path, `input` is the value that was parsed. */
export function problemsOf(error: z.ZodError, root: string, input: unknown): Problem[] {
	return error.issues.flatMap(leafIssues).flatMap((issue) => describeIssue(issue, root, input));
}

/** The issues below a union's or a key's issue that say what is wrong in the form the value came closest to. */
function leafIssues(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
	if (issue.code === 'invalid_key') {
		return issue.issues.map((inner) => ({ ...inner, path: issue.path }));
	}
	if (issue.code !== 'invalid_union') return [issue];
	const closest = issue.errors.find((branch) => !branch.some(isWrongForm));
	if (closest === undefined) return [issue];
	return closest.flatMap((inner) => leafIssues({ ...inner, path: [...issue.path, ...inner.path] }));
}

// A branch that refuses the value as a whole is not the one that was meant; one that names what is wrong with it may be.
function isWrongForm(issue: z.core.$ZodIssue): boolean {
	if (issue.path.length > 0) return false;
	if (issue.code === 'invalid_union')
		return issue.errors.every((branch) => branch.some(isWrongForm));
	return (
		issue.code === 'invalid_type' ||
		issue.code === 'invalid_value' ||
		(issue.code === 'custom' && !isProblemParams(issue.params))
	);
}

function describeIssue(issue: z.core.$ZodIssue, root: string, input: unknown): Problem[] {
	const path = joinPath(root, issue.path);
	const value = valueAt(input, issue.path);
	if (issue.code === 'unrecognized_keys') {
		return issue.keys.map((key) => ({
			name: 'UnknownKey',
			path: joinPath(path, [key]),
			expected: 'a documented key',
			found: describeFound(key),
			hint: `Remove ${joinPath(path, [key])} or correct its spelling.`,
		}));
	}
	const params = issue.code === 'custom' ? issue.params : undefined;
	if (isProblemParams(params)) {
		return [{ ...params, path, found: params.found ?? describeFound(value) }];
	}
	const isPer = issue.path.at(-1) === 'per';
	return [
		{
			name: isPer ? 'MissingPer' : 'InvalidValue',
			path,
			expected: isPer ? "'segment' or 'visitor'" : expectedBy(issue),
			found: describeFound(value),
			hint: isPer
				? `Set ${path} to 'segment' (everybody in a segment sees the same) or 'visitor' (an A/B test).`
				: `Correct ${path === '' ? 'it' : path}.`,
		},
	];
}

function isProblemParams(params: unknown): params is ProblemParams {
	return (
		typeof params === 'object' &&
		params !== null &&
		'name' in params &&
		typeof params.name === 'string' &&
		params.name in ERRORS
	);
}

function expectedBy(issue: z.core.$ZodIssue): string {
	switch (issue.code) {
		case 'invalid_type':
			return issue.expected === 'nonoptional' ? 'a value' : `a value of type ${issue.expected}`;
		case 'invalid_value':
			return issue.values.map((value) => describeFound(value)).join(' or ');
		case 'too_small':
			return `at least ${issue.minimum} (${issue.origin})`;
		case 'too_big':
			return `at most ${issue.maximum} (${issue.origin})`;
		default:
			return issue.message;
	}
}

function joinPath(root: string, path: readonly PropertyKey[]): string {
	return path.reduce<string>(
		(joined, key) =>
			typeof key === 'number'
				? `${joined}[${key}]`
				: joined
					? `${joined}.${String(key)}`
					: String(key),
		root,
	);
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
	return path.reduce<unknown>(
		(value, key) =>
			typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
		input,
	);
}
