/** `full`: everything there is, as before a release. Otherwise fewer random cases, of which each property was seen to find its faults. */
const IS_FULL = process.env.TEST_DEPTH === 'full';

/** How many random cases a property tries: `fast` in the suite that everybody runs, ten times as many with `TEST_DEPTH=full`. */
export function runs(fast: number): { readonly numRuns: number } {
	return { numRuns: IS_FULL ? fast * 10 : fast };
}
