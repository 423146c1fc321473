import { isInSet, parseGlob, type GlobSet, type GlobToken } from '../../audience/glob.js';
import {
	codePointsFoldedTo,
	DOTTED_I,
	isFoldedIn,
	isSigmaAt,
	unitsFoldedTo,
} from './case-folding.js';
import { regexOfCodePoints, regexOfUnits, type Writing } from './characters.js';

export interface PatternOptions {
	readonly writing: Writing;
	readonly ignoreCase: boolean;
}

// Halves of one character are told from whole ones by what stands before and behind them.
const FIRST_HALF = '%[Cc]4(?=%[Bb]0)';
const SECOND_HALF = '(?<=%[Cc]4)%[Bb]0';
const ESCAPED_UNIT = '[0-9A-Fa-f]%[89ABab].|[^%]|%(?:[0-7].|[CDcd].{4}|[Ee].{7}|[Ff].{6})';

/** Any one UTF-16 unit of a value whose escapes are well formed. */
export const ANY_ESCAPED_UNIT = `(?>${ESCAPED_UNIT})`;

/**
 * Compiles a glob to regular expressions for the raw value, one of which has to match from its begin: one for each alternative that can
 * be written so at all. Where a run of any characters is followed by something, the first place where that fits is taken and kept
 * (an atomic group), because a later one would leave less to match: pattern × value steps at most.
 */
export function compileGlobToRegex(glob: string, options: PatternOptions): string[] {
	const folded = options.ignoreCase ? glob.toLowerCase() : glob;
	return parseGlob(folded).flatMap((tokens) => regexOfTokens(tokens, options) ?? []);
}

function regexOfTokens(tokens: readonly GlobToken[], options: PatternOptions): string | undefined {
	const parts: string[] = [''];
	for (let at = 0; at < tokens.length; at++) {
		const token = tokens[at];
		if (token === undefined) break;
		if (token === 'run') {
			parts.push('');
			continue;
		}
		const pair = pairAt(tokens, at);
		const regex =
			pair === undefined
				? regexOfSet(token, options, isCapitalSigma(tokens, at))
				: regexOfPair(pair, options);
		if (regex === '') return undefined;
		if (pair !== undefined) at++;
		parts.push(`${parts.pop() ?? ''}${regex}`);
	}
	const [start = '', ...rest] = parts;
	const last = rest.pop();
	if (last === undefined) return `${start}\\z`;
	const run = `${anyUnit(options)}*?`;
	const middle = rest.filter((part) => part !== '').map((part) => `(?>${run}${part})`);
	return `${start}${middle.join('')}${last === '' ? '' : `${run}${last}\\z`}`;
}

function anyUnit({ writing, ignoreCase }: PatternOptions): string {
	if (writing.startsWith('raw')) return '.';
	return ignoreCase ? `(?>${FIRST_HALF}|${SECOND_HALF}|${ESCAPED_UNIT})` : ANY_ESCAPED_UNIT;
}

/** Compiled sets: one is made of thousands of characters, and many patterns have the same. */
const compiledSets = new Map<string, string>();

function regexOfSet(set: GlobSet, options: PatternOptions, sigma: boolean): string {
	const key = JSON.stringify([set, options.writing, options.ignoreCase, sigma]);
	const known = compiledSets.get(key) ?? compileSet(set, options, sigma);
	compiledSets.set(key, known);
	return known;
}

function compileSet(set: GlobSet, options: PatternOptions, sigma: boolean): string {
	if (set.negated && set.ranges.length === 0) return anyUnit(options);
	const { writing, ignoreCase } = options;
	const isIn = (unit: number) => isInSet(set, String.fromCharCode(unit));
	const literal = literalOf(set);
	if (!ignoreCase) return regexOfUnits(literal === undefined ? allUnits(isIn) : [literal], writing);
	const units =
		literal === undefined
			? allUnits((unit) => isFoldedIn(unit, isIn))
			: unitsFoldedTo(literal).filter((unit) => sigma || unit !== 0x3a3);
	const regex = regexOfUnits(units, writing);
	if (writing.startsWith('raw')) return regex;
	const [first, second] = DOTTED_I.halves;
	const halves = [...(isIn(first) ? [FIRST_HALF] : []), ...(isIn(second) ? [SECOND_HALF] : [])];
	if (halves.length === 0) return regex;
	return `(?:${[...halves, ...(regex === '' ? [] : [regex])].join('|')})`;
}

const wholePlane = Array.from({ length: 0x10000 }, (_, unit) => unit);

function allUnits(isIn: (unit: number) => boolean): number[] {
	return wholePlane.filter(isIn);
}

function literalOf(token: GlobToken | undefined): number | undefined {
	if (token === undefined || token === 'run' || token.negated || token.ranges.length !== 1)
		return undefined;
	const [from, to] = token.ranges[0] ?? ['', '-'];
	return from === to ? from.charCodeAt(0) : undefined;
}

/** The character beyond the basic plane that two tokens in turn are. */
function pairAt(tokens: readonly GlobToken[], at: number): number | undefined {
	const high = literalOf(tokens[at]);
	const low = literalOf(tokens[at + 1]);
	if (high === undefined || low === undefined) return undefined;
	const point = String.fromCharCode(high, low).codePointAt(0) ?? 0;
	return point > 0xffff ? point : undefined;
}

function regexOfPair(point: number, { writing, ignoreCase }: PatternOptions): string {
	return regexOfCodePoints(ignoreCase ? codePointsFoldedTo(point) : [point], writing);
}

// What a capital sigma is in lower case depends on the letters around it, which are known where the pattern has no wildcard.
function isCapitalSigma(tokens: readonly GlobToken[], at: number): boolean {
	const literals = tokens.map(literalOf);
	if (!literals.every((one) => one !== undefined)) return true;
	return (
		isSigmaAt(String.fromCharCode(...literals), at) || ![0x3c3, 0x3c2].includes(literals[at] ?? 0)
	);
}
