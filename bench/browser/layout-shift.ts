/** How far what a visitor saw has moved, and when (milliseconds). */
export interface Shift {
	readonly at: number;
	readonly value: number;
}

/**
 * Cumulative Layout Shift: the sum of the worst session window, which is of five seconds at most and has less than one second between
 * two shifts (https://web.dev/articles/cls).
 */
export function layoutShift(shifts: readonly Shift[]): number {
	let worst = 0;
	let window = { from: -Infinity, to: -Infinity, sum: 0 };
	for (const { at, value } of shifts) {
		const goesOn = at - window.to < 1_000 && at - window.from < 5_000;
		window = goesOn
			? { ...window, to: at, sum: window.sum + value }
			: { from: at, to: at, sum: value };
		worst = Math.max(worst, window.sum);
	}
	return worst;
}
