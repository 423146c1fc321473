import { audienceKey } from '../audience/audience-key.js';
import { compileConsent, hasOptedOut } from '../audience/consent.js';
import { compileDeviceRule, readUserAgent } from '../audience/device-rule.js';
import { compileHostRule } from '../audience/host-rule.js';
import { compileRule } from '../audience/rules.js';
import { hasNoSideEffects, isProxiedHttps } from '../audience/side-effects.js';
import { createWebFacts } from '../audience/web-facts.js';
import { SEGMENT_COOKIE, SHORTEST_SECRET } from '../constants.js';
import type { Device } from '../types.js';
import type { EdgeManifest } from './edge-manifest.js';
import { matchesHost } from './host-pattern.js';
import { openVisit } from './web-persistence.js';
import { createWebSealer } from './web-sealing.js';

/** Who asks. */
export interface Visitor {
	readonly device: Device;
	/** Places in the manifest: matched on this request, then kept from earlier ones, then the one for everybody. */
	readonly segments: readonly number[];
	/** Names the audience: its device and the names of its segments. */
	readonly audience: string;
	/** What the answer is to set. */
	readonly setCookie: string | undefined;
}

/**
 * Request → visitor, as `audience/visits.ts` has it. `secret` seals what is kept; nothing is kept without one, or with one that is too
 * short.
 */
export function createVisitorReader(
	{ segments, device, hosts, consent }: EdgeManifest,
	secret: string | undefined,
): (request: Request, now: number) => Promise<Visitor> {
	const readHost = compileHostRule(hosts, matchesHost);
	const deviceOf = compileDeviceRule(device ?? undefined, readUserAgent);
	const ignore = () => undefined;
	const rules = segments.map(({ when }) => when && compileRule(when, ignore));
	const isConsenting = compileConsent(consent ?? undefined);
	const canSeal =
		secret !== undefined &&
		new TextEncoder().encode(secret).length >= SHORTEST_SECRET &&
		segments.some(({ persist }) => persist !== undefined);
	const sealer = canSeal ? createWebSealer(secret, SEGMENT_COOKIE) : undefined;

	return async (request, now) => {
		const facts = createWebFacts(request, readHost);
		const matched = segments.filter((_segment, place) => rules[place]?.(facts));
		const isKeeping = sealer !== undefined && !hasOptedOut(facts) && isConsenting(facts);
		const visit = isKeeping ? await openVisit(segments, sealer, facts, now) : undefined;
		const persisted = visit?.persisted.filter((segment) => !matched.includes(segment)) ?? [];
		const everybody = segments.filter(({ when }) => when === undefined);
		const all = [...matched, ...persisted, ...everybody];
		const own = deviceOf(facts);
		return {
			device: own,
			segments: all.map((segment) => segments.indexOf(segment)),
			audience: audienceKey(all, own),
			setCookie:
				visit === undefined || hasNoSideEffects(facts)
					? undefined
					: await visit.renew(matched, {
							secure: new URL(request.url).protocol === 'https:' || isProxiedHttps(facts),
						}),
		};
	};
}
