import { isbot } from 'isbot';
import { isPrefetch } from './prefetch.js';
import type { RequestFacts } from './request-facts.js';

/**
 * Whether a request leaves no trace: a crawler gets what a visitor without cookies gets, and a prefetch what the navigation will get.
 */
export function hasNoSideEffects(facts: RequestFacts): boolean {
	return isbot(facts.userAgent) || isPrefetch(facts);
}

/**
 * Whether a proxy says that the visitor's connection is encrypted. Believed from anybody: who says so wrongly has only a cookie of
 * their own that is not sent back.
 */
export function isProxiedHttps(facts: RequestFacts): boolean {
	return /^\s*https\b/i.test(facts.header('x-forwarded-proto') ?? '');
}
