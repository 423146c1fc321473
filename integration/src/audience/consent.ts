import { OPT_OUT_COOKIE } from '../constants.js';
import type { Rule } from '../definition/definition-types.js';
import { findCookie } from './raw-values.js';
import type { RequestFacts } from './request-facts.js';
import { compileRule, type RuleInput, type RuleTest } from './rules.js';

/** Whether a visitor has opted out of everything, by Intempt's browser SDK: that goes before any consent. */
export function hasOptedOut({ cookies }: RequestFacts): boolean {
	return cookies !== '' && findCookie(cookies, OPT_OUT_COOKIE) === '1';
}

/** Whether cookies may be read and set, where that can be told from the request alone; `useInput` is told what of it. */
export function compileConsent(
	consent: 'not-needed' | Rule | undefined,
	useInput: (input: RuleInput) => void = () => undefined,
): RuleTest {
	if (typeof consent === 'object') return compileRule(consent, useInput);
	return () => consent === 'not-needed';
}
