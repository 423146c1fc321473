import { LONGEST_VALUE } from '../../audience/pattern.js';
import type { RuleInput } from '../../audience/rules.js';
import type { PatternOrPresence, Rule } from '../../definition/definition-types.js';
import { ChooseError } from '../../errors.js';
import { compileGlobToRegex } from './pattern-regex.js';
import { quoteRegex, type MapEntry, type MapWriter } from './syntax.js';
import { addValueMap, type InputVariable } from './value-maps.js';

/** Compiles a rule to maps; gives the text that is `1` for a request that matches, and `0` for any other. */
export type RuleCompiler = (rule: Rule) => string;

/** What each rule reads is taken out of the request once, and each condition tried once, however many rules have it. */
export function createRuleCompiler(maps: MapWriter): RuleCompiler {
	const inputs = new Map<string, InputVariable>();
	const conditions = new Map<string, string>();
	let nodes = 0;

	const inputOf = (input: RuleInput): InputVariable => {
		const key = `${input.kind} ${input.name}`;
		const known = inputs.get(key);
		if (known !== undefined) return known;
		const added = addValueMap(maps, `value_${inputs.size + 1}`, input);
		inputs.set(key, added);
		return added;
	};

	const compileCondition = (
		input: RuleInput,
		pattern: PatternOrPresence,
		ignoreCase: boolean,
	): string => {
		if (input.kind === 'header') refuseUnreadable(input.name);
		const key = JSON.stringify([input, pattern, ignoreCase]);
		const known = conditions.get(key);
		if (known !== undefined) return known;
		const variable = inputOf(input);
		const added = maps.add(
			`if_${conditions.size + 1}`,
			variable.variable,
			pattern === true
				? [
						['""', '0'],
						['default', '1'],
					]
				: [['default', '0'], ['""', '0'], ...entriesOf([pattern].flat(), variable, ignoreCase)],
		);
		conditions.set(key, added);
		return added;
	};

	const combine = (parts: readonly { readonly text: string; readonly is: '0' | '1' }[]) => {
		const [only] = parts;
		if (only === undefined) return '1';
		if (parts.length === 1 && only.is === '1') return only.text;
		return maps.add(`all_${++nodes}`, `"${parts.map(({ text }) => text).join('')}"`, [
			['default', '0'],
			[`"${parts.map(({ is }) => is).join('')}"`, '1'],
		]);
	};

	const compile: RuleCompiler = (rule) => {
		const conditionsOf = (
			kind: RuleInput['kind'],
			patterns: Readonly<Record<string, PatternOrPresence>> = {},
		) =>
			Object.entries(patterns).map(([name, pattern]) => {
				const input = { kind, name: kind === 'header' ? name.toLowerCase() : name };
				return compileCondition(input, pattern, kind === 'query');
			});
		const parts = [
			...(rule.host === undefined
				? []
				: [compileCondition({ kind: 'host', name: '' }, rule.host, true)]),
			...conditionsOf('query', rule.query),
			...conditionsOf('cookie', rule.cookie),
			...conditionsOf('header', rule.header),
		].map((text) => ({ text, is: '1' as const }));
		const alternatives = rule.anyOf?.map(compile);
		const anyOf =
			alternatives === undefined ? [] : [{ text: compileAnyOf(alternatives), is: '1' as const }];
		const not = rule.not === undefined ? [] : [{ text: compile(rule.not), is: '0' as const }];
		return combine([...parts, ...anyOf, ...not]);
	};

	const compileAnyOf = (alternatives: readonly string[]): string =>
		alternatives.length === 1 && alternatives[0] !== undefined
			? alternatives[0]
			: maps.add(`any_${++nodes}`, `"${alternatives.join('')}"`, [
					['default', '1'],
					[`"${'0'.repeat(alternatives.length)}"`, '0'],
				]);

	return compile;
}

// In an order that tries what is usual first; a value that stands for itself has a percent sign in it.
function entriesOf(
	patterns: readonly string[],
	{ writing }: InputVariable,
	ignoreCase: boolean,
): MapEntry[] {
	const raw = (start: string, as: 'raw' | 'raw-form') =>
		patterns
			.flatMap((glob) => compileGlobToRegex(glob, { writing: as, ignoreCase }))
			.map((regex) => `^${start}(?=.{1,${LONGEST_VALUE}}\\z)${regex}`);
	const regexes =
		writing === 'bare'
			? raw('', 'raw')
			: [
					...patterns
						.flatMap((glob) => compileGlobToRegex(glob, { writing, ignoreCase }))
						.map((regex) => `^=(?=.)${regex}`),
					...raw('!', writing === 'form' ? 'raw-form' : 'raw').filter(mayMatchPercent),
				];
	return [...new Set(regexes)].map((regex) => [quoteRegex(regex), '1']);
}

// A class or a wildcard may hold a percent sign, an open end anything.
function mayMatchPercent(regex: string): boolean {
	const pattern = regex.slice(regex.indexOf(')') + 1);
	return /[%.[]/.test(pattern) || !pattern.endsWith('\\z');
}

// nginx drops headers with other characters, or takes an underscore for a dash.
function refuseUnreadable(name: string): void {
	if (/^[a-z0-9-]+$/.test(name)) return;
	throw new ChooseError({
		name: 'NotExportable',
		path: `when.header.${name}`,
		expected: 'a header name of letters, digits and dashes, which nginx can read',
		found: JSON.stringify(name),
		hint: 'Read another header, or leave "nginx" out of edge.targets.',
	});
}
