import { createMemo } from '../memo.js';
import type { Device } from '../types.js';
import { compileDeviceRule, readUserAgent, type DeviceHeader } from './device-rule.js';
import type { RequestFacts } from './request-facts.js';

const known = createMemo<Device>(5_000);
/** A longer user agent is tested without being kept. */
const LONGEST_KEPT = 512;

/** The device class of a user agent. */
export function deviceOfUserAgent(userAgent: string): Device {
	const kept = known.get(userAgent);
	if (kept !== undefined) return kept;
	const device = readUserAgent(userAgent);
	if (userAgent.length <= LONGEST_KEPT) known.set(userAgent, device);
	return device;
}

/** The device class of a request: the CDN's header when one is declared and present, else the user agent's. */
export function createDeviceRule(
	declared: DeviceHeader | undefined,
): (facts: RequestFacts) => Device {
	return compileDeviceRule(declared, deviceOfUserAgent);
}
