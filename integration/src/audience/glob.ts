/** One step of a glob: any run of characters, or one character (a UTF-16 unit) of a set. */
export type GlobToken = 'run' | GlobSet;

/** The characters in any of the ranges, both ends included; negated, those in none of them. */
export interface GlobSet {
	readonly ranges: readonly (readonly [from: string, to: string])[];
	readonly negated: boolean;
}

/** A glob as alternatives, one of which must fit: those of its braces. */
export function parseGlob(glob: string): GlobToken[][] {
	return expandBraces(glob).map(parseTokens);
}

/** Whether a character is in a set. */
export function isInSet({ ranges, negated }: GlobSet, character: string): boolean {
	return ranges.some(([from, to]) => character >= from && character <= to) !== negated;
}

/**
 * Compiles a glob: `*` any run of characters, `?` any one, `[ab]`, `[a-z]` and `[!a]` one of a set or not, `{a,b}` alternatives, and a
 * backslash before a character that is meant as itself. Written out rather than compiled to a regular expression: it takes at most
 * pattern × value steps, so that no value a visitor sends makes it slow.
 */
export function compileGlob(glob: string): (value: string) => boolean {
	const alternatives = parseGlob(glob);
	return (value) => alternatives.some((tokens) => matchTokens(tokens, value));
}

/** `a{b,c}d` → `abd`, `acd`. Braces without a comma, or without an end, are characters. */
function expandBraces(glob: string): string[] {
	const open = findOpenBrace(glob);
	if (open === undefined) return [glob];
	const before = glob.slice(0, open.start);
	const after = glob.slice(open.end + 1);
	return open.parts.flatMap((part) => expandBraces(before + part + after));
}

function findOpenBrace(
	glob: string,
): { readonly start: number; readonly end: number; readonly parts: string[] } | undefined {
	for (let start = 0; start < glob.length; start++) {
		if (glob[start] === '\\') start++;
		else if (glob[start] === '{') {
			const found = splitBrace(glob, start);
			if (found !== undefined && found.parts.length > 1) return { start, ...found };
		}
	}
	return undefined;
}

function splitBrace(
	glob: string,
	start: number,
): { readonly end: number; readonly parts: string[] } | undefined {
	const parts: string[] = [];
	let depth = 0;
	let from = start + 1;
	for (let at = start; at < glob.length; at++) {
		if (glob[at] === '\\') at++;
		else if (glob[at] === '{') depth++;
		else if (glob[at] === ',' && depth === 1) {
			parts.push(glob.slice(from, at));
			from = at + 1;
		} else if (glob[at] === '}' && --depth === 0) {
			return { end: at, parts: [...parts, glob.slice(from, at)] };
		}
	}
	return undefined;
}

const ANY: GlobSet = { ranges: [], negated: true };

function parseTokens(glob: string): GlobToken[] {
	const tokens: GlobToken[] = [];
	for (let at = 0; at < glob.length; at++) {
		const character = glob.charAt(at);
		const setEnd = character === '[' ? findSetEnd(glob, at) : -1;
		if (character === '*') {
			if (tokens.at(-1) !== 'run') tokens.push('run');
		} else if (character === '?') {
			tokens.push(ANY);
		} else if (setEnd !== -1) {
			tokens.push(parseSet(glob.slice(at + 1, setEnd)));
			at = setEnd;
		} else {
			const literal = character === '\\' && at + 1 < glob.length ? glob.charAt(++at) : character;
			tokens.push({ ranges: [[literal, literal]], negated: false });
		}
	}
	return tokens;
}

// A "]" that comes first in a set is one of its characters.
function findSetEnd(glob: string, start: number): number {
	const first = start + (glob[start + 1] === '!' || glob[start + 1] === '^' ? 2 : 1);
	return glob.indexOf(']', first + 1);
}

function parseSet(text: string): GlobSet {
	const negated = text.startsWith('!') || text.startsWith('^');
	const members = negated ? text.slice(1) : text;
	const ranges: (readonly [string, string])[] = [];
	for (let at = 0; at < members.length; at++) {
		const from = members.charAt(at);
		const isRange = members[at + 1] === '-' && at + 2 < members.length;
		const to = isRange ? members.charAt(at + 2) : from;
		ranges.push([from, to]);
		if (isRange) at += 2;
	}
	return { ranges, negated };
}

// Only the last run needs to be tried again: an earlier one that took more would leave less to match.
function matchTokens(tokens: readonly GlobToken[], value: string): boolean {
	let token = 0;
	let at = 0;
	let run = -1;
	let runAt = 0;
	while (at < value.length) {
		const next = tokens[token];
		if (next === 'run') {
			run = token++;
			runAt = at;
		} else if (next !== undefined && isInSet(next, value.charAt(at))) {
			token++;
			at++;
		} else if (run !== -1) {
			token = run + 1;
			at = ++runAt;
		} else {
			return false;
		}
	}
	while (tokens[token] === 'run') token++;
	return token === tokens.length;
}
