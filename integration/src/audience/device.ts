import { LRUCache } from 'lru-cache';
import type { ChooseDefinition } from '../definition/definition-types.js';
import type { Device } from '../types.js';
import type { RequestFacts } from './request-facts.js';

// The rule of Intempt's browser SDK (the wire contract, "Identities of real visitors"); tablets are mobile. It must stay the same
// rule: a visitor who is one device here and another there is decided for twice.
const MOBILE = /Android|webOS|iPhone|iPad|iPod|BlackBerry|IEMobile|Opera Mini/i;

const known = new LRUCache<string, Device>({ max: 5_000 });
/** A longer user agent is tested without being kept. */
const LONGEST_KEPT = 512;

/** The device class of a user agent. */
export function deviceOfUserAgent(userAgent: string): Device {
	const kept = known.get(userAgent);
	if (kept !== undefined) return kept;
	const device = MOBILE.test(userAgent) ? 'mobile' : 'desktop';
	if (userAgent.length <= LONGEST_KEPT) known.set(userAgent, device);
	return device;
}

/** The device class of a request: the CDN's header when one is declared and present, else the user agent's. */
export function createDeviceRule(
	declared: ChooseDefinition['device'],
): (facts: RequestFacts) => Device {
	if (declared === undefined) return (facts) => deviceOfUserAgent(facts.userAgent);
	const mobile = new Set(declared.mobile.map((value) => value.toLowerCase()));
	return (facts) => {
		const value = facts.header(declared.header);
		if (value === undefined) return deviceOfUserAgent(facts.userAgent);
		return mobile.has(value.toLowerCase()) ? 'mobile' : 'desktop';
	};
}
