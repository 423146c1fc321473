import { matchPattern, type RemotePattern } from '../astro-internals.js';
import { createMemo } from '../memo.js';
import { compileHostRule, type HostReader } from './host-rule.js';

export type { HostHeaders, HostReader } from './host-rule.js';

/** Longer headers are validated without the memo. */
const LONGEST_MEMO_KEY = 512;

/** The host of a request as Astro validates it. */
export function createHostReader(allowedDomains: readonly RemotePattern[]): HostReader {
	const readHost = compileHostRule(allowedDomains, matchPattern);
	const known = createMemo<{ readonly host: string | undefined }>(1_000);
	return (headers) => {
		const { host, forwardedHost, forwardedProto, forwardedPort, encrypted } = headers;
		const key = JSON.stringify([encrypted, host, forwardedHost, forwardedProto, forwardedPort]);
		const kept = known.get(key);
		if (kept !== undefined) return kept.host;
		const validated = readHost(headers);
		if (key.length <= LONGEST_MEMO_KEY) known.set(key, { host: validated });
		return validated;
	};
}
