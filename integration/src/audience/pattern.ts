import picomatch from 'picomatch';
import type { PatternOrPresence } from '../definition/definition-types.js';

/** Values longer than this match no pattern, so that no request can make matching slow. */
const LONGEST_VALUE = 1_024;

const GLOB = /[*?[\]{}()!]/;

export type ValueTest = (value: string | undefined) => boolean;

/** Compiles a glob, several globs (one must match), or `true` (the value must be present). */
export function compilePattern(
	pattern: PatternOrPresence,
	{ ignoreCase }: { readonly ignoreCase: boolean },
): ValueTest {
	if (pattern === true) return (value) => value !== undefined;
	const fold = (text: string) => (ignoreCase ? text.toLowerCase() : text);
	const patterns = [pattern].flat();
	const literals = new Set(patterns.filter((one) => !GLOB.test(one)).map(fold));
	const globs = patterns
		.filter((one) => GLOB.test(one))
		.map((glob) => compileGlob(glob, ignoreCase));
	return (value) => {
		if (value === undefined || value.length > LONGEST_VALUE) return false;
		return literals.has(fold(value)) || globs.some((matches) => matches(value));
	};
}

function compileGlob(glob: string, ignoreCase: boolean): (value: string) => boolean {
	// Values are not paths: `*` also matches "/" (bash) and a leading dot. `[!a]` negates only as in POSIX.
	const expression = picomatch.makeRe(glob, {
		bash: true,
		dot: true,
		nocase: ignoreCase,
		nonegate: true,
		noextglob: true,
		posix: true,
		strictSlashes: true,
	});
	return (value) => expression.test(value);
}
