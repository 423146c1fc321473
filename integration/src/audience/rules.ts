import type { Rule } from '../definition/definition-types.js';
import { compilePattern } from './pattern.js';
import { findCookie, findParameter } from './raw-values.js';
import type { RequestFacts } from './request-facts.js';

/** Something of a request that a rule reads. */
export interface RuleInput {
	readonly kind: 'host' | 'query' | 'cookie' | 'header';
	/** Header names in lower case; empty for the host. */
	readonly name: string;
}

export type RuleTest = (facts: RequestFacts) => boolean;

/** Reads an input from a request. */
export function readInput(facts: RequestFacts, { kind, name }: RuleInput): string | undefined {
	switch (kind) {
		case 'host':
			return facts.host;
		case 'query':
			return facts.query === '' ? undefined : findParameter(facts.query, name);
		case 'cookie':
			return facts.cookies === '' ? undefined : findCookie(facts.cookies, name);
		case 'header':
			return facts.header(name);
	}
}

/** Compiles a rule; `useInput` is told each input it reads. */
export function compileRule(rule: Rule, useInput: (input: RuleInput) => void): RuleTest {
	const tests: RuleTest[] = [];
	const addTest = (
		input: RuleInput,
		pattern: Parameters<typeof compilePattern>[0],
		ignoreCase: boolean,
	) => {
		useInput(input);
		const matches = compilePattern(pattern, { ignoreCase });
		tests.push((facts) => matches(readInput(facts, input)));
	};
	if (rule.host !== undefined) addTest({ kind: 'host', name: '' }, rule.host, true);
	for (const [name, pattern] of Object.entries(rule.query ?? {}))
		addTest({ kind: 'query', name }, pattern, true);
	for (const [name, pattern] of Object.entries(rule.cookie ?? {}))
		addTest({ kind: 'cookie', name }, pattern, false);
	for (const [name, pattern] of Object.entries(rule.header ?? {}))
		addTest({ kind: 'header', name: name.toLowerCase() }, pattern, false);
	if (rule.anyOf !== undefined) {
		const alternatives = rule.anyOf.map((alternative) => compileRule(alternative, useInput));
		tests.push((facts) => alternatives.some((test) => test(facts)));
	}
	if (rule.not !== undefined) {
		const negated = compileRule(rule.not, useInput);
		tests.push((facts) => !negated(facts));
	}
	return (facts) => tests.every((test) => test(facts));
}
