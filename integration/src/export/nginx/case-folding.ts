/** `İ`, the one character that is two in lower case: `i` and a dot above. */
export const DOTTED_I = { unit: 0x130, halves: [0x69, 0x307] } as const;

const FINAL_SIGMA = 0x3c2;
const SIGMA = 0x3c3;
const CAPITAL_SIGMA = 0x3a3;

/** A UTF-16 unit in lower case. `İ` is itself. */
export function foldUnit(unit: number): number {
	const folded = String.fromCharCode(unit).toLowerCase();
	return folded.length === 1 ? folded.charCodeAt(0) : unit;
}

/** By unit in lower case, all that have it as theirs. */
const unitsByFolded = groupBy(0x10000, foldUnit);
// At the end of a word it is another letter in lower case than elsewhere.
unitsByFolded.get(FINAL_SIGMA)?.push(CAPITAL_SIGMA);

/** The units whose lower case is this one; without `İ`. */
export function unitsFoldedTo(unit: number): readonly number[] {
	return unitsByFolded.get(unit) ?? [];
}

/** Whether a unit is in a set once it is in lower case. */
export function isFoldedIn(unit: number, isIn: (unit: number) => boolean): boolean {
	if (unit === DOTTED_I.unit) return false;
	return isIn(foldUnit(unit)) || (unit === CAPITAL_SIGMA && isIn(FINAL_SIGMA));
}

/** Whether lower case of a capital sigma at a place of a text is the letter that stands there. */
export function isSigmaAt(text: string, at: number): boolean {
	const unit = text.charCodeAt(at);
	if (unit !== SIGMA && unit !== FINAL_SIGMA) return false;
	const written = `${text.slice(0, at)}Σ${text.slice(at + 1)}`;
	return written.toLowerCase().charCodeAt(at) === unit;
}

/** The characters beyond the basic plane whose lower case is this one. */
export function codePointsFoldedTo(point: number): readonly number[] {
	const found = [point];
	const folded = String.fromCodePoint(point);
	const upper = folded.toUpperCase().codePointAt(0) ?? point;
	if (upper !== point && String.fromCodePoint(upper).toLowerCase() === folded) found.push(upper);
	return found;
}

function groupBy(end: number, keyOf: (unit: number) => number): Map<number, number[]> {
	const groups = new Map<number, number[]>();
	for (let unit = 0; unit < end; unit++) {
		if (unit === DOTTED_I.unit) continue;
		const group = groups.get(keyOf(unit));
		if (group === undefined) groups.set(keyOf(unit), [unit]);
		else group.push(unit);
	}
	return groups;
}
