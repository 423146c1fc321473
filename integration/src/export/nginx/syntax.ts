import { ChooseError } from '../../errors.js';
import type { HashCounts } from './hash-sizes.js';

/** nginx reads its configuration in pieces of 4,096 bytes, and no word of it may be longer. */
const LONGEST_WORD = 4_000;

/** Stands for a dollar sign, which nginx cannot quote: a `geo` gives it as its value. */
const DOLLAR = '${choose_dollar}';

/** Directives of the http context by which that works. */
export const DOLLAR_DIRECTIVE = 'geo $choose_dollar {\n\tdefault "$";\n}\n';

/** A word that nginx takes as it stands: the key of a map, or (behind `~`) a regular expression. */
export function quoteWord(text: string): string {
	const word = `"${text.replace(/["\\]/g, '\\$&')}"`;
	const isPrintable = !/[\0-\x1f\x7f]/.test(text);
	if (isPrintable && Buffer.byteLength(word) <= LONGEST_WORD) return word;
	throw new ChooseError({
		name: 'NotExportable',
		path: 'edge.targets',
		expected: `text that nginx can read: no control characters, and less than ${LONGEST_WORD} bytes once compiled`,
		found: JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text),
		hint: 'Shorten the pattern, the path or the header, or leave "nginx" out of edge.targets.',
	});
}

/** Text in which nginx would put in its variables, and finds none. */
export function quoteText(text: string): string {
	return quoteWord(text).replaceAll('$', DOLLAR);
}

/** The key of a map that matches a regular expression, with case. */
export function quoteRegex(regex: string): string {
	return quoteWord(`~${regex}`);
}

/** Maps of the http context, in the order in which they are added. */
export interface MapWriter {
	/**
	 * Adds a map and gives its variable, `$choose_<name>`. `source` is nginx's own syntax; `entries` are a key (quoted where need be) and
	 * a value in nginx's syntax each.
	 */
	add(name: string, source: string, entries: readonly MapEntry[], options?: MapOptions): string;
	/** Of what was added so far. */
	readonly counts: HashCounts;
	toString(): string;
}

export type MapEntry = readonly [key: string, value: string];

export interface MapOptions {
	/** Looked up each time it is used, because its source changes. */
	readonly volatile?: boolean;
}

export function createMapWriter(): MapWriter {
	const written: string[] = [];
	let keys = 0;
	let keyBytes = 0;
	return {
		add(name, source, entries, { volatile = false } = {}) {
			const variable = `$choose_${name}`;
			const lines = entries.map(([key, value]) => `\t${key} ${value};\n`);
			const exact = entries.filter(([key]) => !key.startsWith('"~'));
			keys = Math.max(keys, exact.length);
			for (const [key] of exact) keyBytes = Math.max(keyBytes, Buffer.byteLength(key));
			written.push(
				`map ${source} ${variable} {\n${volatile ? '\tvolatile;\n' : ''}${lines.join('')}}\n`,
			);
			// In braces: what is put behind it is never part of its name.
			return `\${choose_${name}}`;
		},
		get counts() {
			return { variables: written.length, keys, keyBytes };
		},
		toString: () => written.join(''),
	};
}
