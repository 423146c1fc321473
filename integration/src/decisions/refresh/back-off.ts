/** Milliseconds; before them nothing is tried again. */
const SHORTEST = 500;
const FIRST = 1_000;
/** The longest wait, in milliseconds. */
export const LONGEST_BACK_OFF = 60_000;

/**
 * Milliseconds to wait after so many failures in a row (1 or more): any time up to twice that of the failure before, so that those who
 * failed together do not come back together. `random`: in [0, 1).
 */
export function backOff(
	failures: number,
	random: () => number,
	longest = LONGEST_BACK_OFF,
): number {
	const ceiling = Math.min(longest, FIRST * 2 ** Math.min(failures - 1, 30));
	return Math.max(SHORTEST, random() * ceiling);
}
