import { LONGEST_VALUE } from '../../audience/pattern.js';
import type { RuleInput } from '../../audience/rules.js';
import { regexOfUnits, type Writing } from './characters.js';
import { ANY_ESCAPED_UNIT } from './pattern-regex.js';
import { quoteRegex, type MapEntry, type MapWriter } from './syntax.js';

/**
 * The variable of an input, and how its value is written there. Behind `=` it is percent-encoded and well formed; behind `!` it holds an
 * escape that is not, and so stands for itself; `~` alone is too long for any pattern; empty is absent. `bare` has no such sign: it is
 * never decoded.
 */
export interface InputVariable {
	readonly variable: string;
	readonly writing: 'form' | 'cookie' | 'bare';
}

const HEX = '[0-9A-Fa-f]';
const TAIL = '%[89ABab]' + HEX;
/** Escapes of well-formed UTF-8 (RFC 3629, section 4). */
const ESCAPE = [
	`[0-7]${HEX}`,
	`(?:[Cc][2-9A-Fa-f]|[Dd]${HEX})${TAIL}`,
	`[Ee]0%[ABab]${HEX}${TAIL}`,
	`[Ee](?:[1-9A-Ca-cEeFf]${TAIL}|[Dd]%[89]${HEX})${TAIL}`,
	`[Ff]0%(?:9|[ABab])${HEX}${TAIL}${TAIL}`,
	`[Ff][1-3]${TAIL}${TAIL}${TAIL}`,
	`[Ff]4%8${HEX}${TAIL}${TAIL}`,
].join('|');

interface Place {
	/** From the begin of the header or query up to the value. */
	readonly before: string;
	/** Runs of what a value holds beside escapes. */
	readonly plain: string;
	/** The same with percent signs. */
	readonly raw: string;
	/** Behind the value. */
	readonly after: string;
	/** One byte of a value, as far as it counts for its length. */
	readonly byte: string;
}

/** Adds the map that takes the first value of a parameter or cookie out of the query or the `Cookie` header. */
export function addValueMap(maps: MapWriter, name: string, input: RuleInput): InputVariable {
	switch (input.kind) {
		case 'query':
			return {
				variable: maps.add(name, '$args', entriesOf(queryPlace(input.name))),
				writing: 'form',
			};
		case 'cookie':
			return {
				variable: maps.add(name, '$http_cookie', entriesOf(cookiePlace(input.name))),
				writing: 'cookie',
			};
		case 'header':
			return { variable: `$http_${input.name.replaceAll('-', '_')}`, writing: 'bare' };
		case 'host':
			return { variable: '$choose_host', writing: 'bare' };
	}
}

function entriesOf({ before, plain, raw, after, byte }: Place): MapEntry[] {
	const wellFormed = `(?<choose_value>(?:${plain}|%(?:${ESCAPE}))*+)${after}`;
	const units = `(?:(?<choose_unit>${ANY_ESCAPED_UNIT.replace('[^%]', byte)})(?&choose_unit){0,${LONGEST_VALUE - 1}})?`;
	return [
		['""', '""'],
		[
			quoteRegex(`^${before}(?=${byte.replace('%', '')}{0,${LONGEST_VALUE}}${after})${wellFormed}`),
			'"=$choose_value"',
		],
		[quoteRegex(`^${before}(?=${units}${after})${wellFormed}`), '"=$choose_value"'],
		[quoteRegex(`^${before}${wellFormed}`), '"~"'],
		[quoteRegex(`^${before}(?<choose_value>${raw})${after}`), '"!$choose_value"'],
	];
}

function queryPlace(name: string): Place {
	const spelled = `(?:${spellName(name).join('|')})`;
	return {
		before: `(?:(?!${spelled}(?:[=&]|\\z))[^&]*+&)*+${spelled}(?:=|(?=&|\\z))`,
		plain: '[^&%]++',
		raw: '[^&]*+',
		after: '(?:&|\\z)',
		byte: '[^&%]',
	};
}

/** All ways to write a parameter's name. What has an escape that is not well formed is not decoded at all. */
function spellName(name: string): string[] {
	const spell = (writing: Writing) => {
		const units = name.split('').map((unit) => regexOfUnits([unit.charCodeAt(0)], writing));
		return units.includes('') ? [] : [units.join('')];
	};
	return [...spell('form'), ...(isWellFormed(name) ? [] : spell('raw-form'))];
}

function isWellFormed(text: string): boolean {
	try {
		decodeURIComponent(text);
		return true;
	} catch {
		return false;
	}
}

function cookiePlace(name: string): Place {
	const spelled = regexOfLatin1(name);
	return {
		before: `(?:(?![ \\x09]*${spelled}[ \\x09]*=)[^;]*+;)*+[ \\x09]*${spelled}[ \\x09]*+=[ \\x09]*+`,
		plain: '[^;% \\x09]++|[ \\x09]++(?!;|\\z)',
		raw: '(?:[^; \\x09]++|[ \\x09]++(?!;|\\z))*+',
		after: '[ \\x09]*+(?:;|\\z)',
		byte: '[^;%]',
	};
}

function regexOfLatin1(name: string): string {
	const units = name.split('').map((unit) => regexOfUnits([unit.charCodeAt(0)], 'raw'));
	return units.includes('') ? '(?!)' : units.join('');
}
