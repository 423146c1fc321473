import type { Device } from '../types.js';
import type { RequestFacts } from './request-facts.js';

// The rule of Intempt's browser SDK (the wire contract, "Identities of real visitors"); tablets are mobile. It must stay the same
// rule: a visitor who is one device here and another there is decided for twice.
export const MOBILE_USER_AGENT = /Android|webOS|iPhone|iPad|iPod|BlackBerry|IEMobile|Opera Mini/i;

/** The device class that a user agent says. */
export function readUserAgent(userAgent: string): Device {
	return MOBILE_USER_AGENT.test(userAgent) ? 'mobile' : 'desktop';
}

/** A header in which a CDN says the device class, and its values for mobile, compared without case. */
export interface DeviceHeader {
	readonly header: string;
	readonly mobile: readonly string[];
}

/** The device class of a request: the CDN's header when one is declared and present, else the user agent's. */
export function compileDeviceRule(
	declared: DeviceHeader | undefined,
	deviceOfUserAgent: (userAgent: string) => Device,
): (facts: RequestFacts) => Device {
	if (declared === undefined) return (facts) => deviceOfUserAgent(facts.userAgent);
	const mobile = new Set(declared.mobile.map((value) => value.toLowerCase()));
	return (facts) => {
		const value = facts.header(declared.header);
		if (value === undefined) return deviceOfUserAgent(facts.userAgent);
		return mobile.has(value.toLowerCase()) ? 'mobile' : 'desktop';
	};
}
