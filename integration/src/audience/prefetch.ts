import type { RequestFacts } from './request-facts.js';

/** Whether a browser asks before its visitor does. */
export function isPrefetch(facts: RequestFacts): boolean {
	const purpose = facts.header('sec-purpose') ?? facts.header('purpose') ?? '';
	return purpose.includes('prefetch') || purpose.includes('prerender');
}
