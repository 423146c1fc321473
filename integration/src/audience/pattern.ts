import type { PatternOrPresence } from '../definition/definition-types.js';
import { compileGlob } from './glob.js';

/** Longer values match no pattern. */
export const LONGEST_VALUE = 1_024;

const GLOB = /[*?[\]{}\\]/;

export type ValueTest = (value: string | undefined) => boolean;

/**
 * Compiles a glob, several globs (one must match), or `true` (the value must be present). An empty value is present, and matches no
 * pattern.
 */
export function compilePattern(
	pattern: PatternOrPresence,
	{ ignoreCase }: { readonly ignoreCase: boolean },
): ValueTest {
	if (pattern === true) return (value) => value !== undefined;
	const fold = (text: string) => (ignoreCase ? text.toLowerCase() : text);
	const patterns = [pattern].flat().map(fold);
	const literals = new Set(patterns.filter((one) => !GLOB.test(one)));
	const globs = patterns.filter((one) => GLOB.test(one)).map(compileGlob);
	return (value) => {
		if (value === undefined || value === '' || value.length > LONGEST_VALUE) return false;
		const folded = fold(value);
		return literals.has(folded) || globs.some((matches) => matches(folded));
	};
}
