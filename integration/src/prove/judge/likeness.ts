import type { Answer } from '../prove-types.js';

/**
 * `same`: byte for byte, or but for what changes with each request. `different`: not so. `incomparable`: one of them changes so much
 * by itself that nothing can be said.
 */
export type Likeness = 'same' | 'different' | 'incomparable';

/** Headers that make two answers different although their bodies are equal. */
const TELLING = ['content-type', 'location', 'x-robots-tag', 'content-language'];

/** Compares what one got (each time it asked) with what another got. */
export function likenessOf(reference: readonly Answer[], found: readonly Answer[]): Likeness {
	if (found.some((answer) => reference.some((one) => isSame(one, answer)))) return 'same';
	const [first] = reference;
	const [other] = found;
	if (first === undefined || other === undefined) return 'incomparable';
	if (!isChanging(reference) && !isChanging(found)) return 'different';
	if (headOf(first) !== headOf(other)) {
		return [reference, found].some((answers) => new Set(answers.map(headOf)).size > 1)
			? 'incomparable'
			: 'different';
	}
	return compareWords(reference.map(wordsOf), found.map(wordsOf));
}

/** Whether the same request got different answers. */
export function isChanging(answers: readonly Answer[]): boolean {
	const [first, ...others] = answers;
	return first !== undefined && others.some((other) => !isSame(first, other));
}

function isSame(one: Answer, other: Answer): boolean {
	return one.digest === other.digest && headOf(one) === headOf(other);
}

function headOf({ status, headers }: Answer): string {
	return [status, ...TELLING.map((name) => String(headers[name] ?? ''))].join('\n');
}

/** A value drawn by lot (a nonce, a token, a time) is one word, so that it changes without moving the others. */
function wordsOf({ body }: Answer): string[] {
	return body.split(/(?<=[\s<>"'=;,()&?/])/);
}

function compareWords(reference: readonly string[][], found: readonly string[][]): Likeness {
	const lengthOf = (all: readonly string[][]) =>
		new Set(all.map(({ length }) => length)).size === 1 ? all[0]?.length : undefined;
	const length = lengthOf(reference);
	const other = lengthOf(found);
	if (length === undefined || other === undefined) return 'incomparable';
	if (length !== other) return 'different';
	for (let at = 0; at < length; at++) {
		const isSettled = [reference, found].every(
			(all) => new Set(all.map((words) => words[at])).size === 1,
		);
		if (isSettled && reference[0]?.[at] !== found[0]?.[at]) return 'different';
	}
	return 'same';
}
