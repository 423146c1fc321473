import { LRUCache } from 'lru-cache';
import { matchPattern, type RemotePattern } from '../astro-internals.js';

/** The parts of a request that say which host it is for. */
export interface HostHeaders {
	readonly host: string | undefined;
	readonly forwardedHost: string | undefined;
	readonly forwardedProto: string | undefined;
	readonly forwardedPort: string | undefined;
	/** Whether the connection itself is encrypted. */
	readonly encrypted: boolean;
}

/** A host name as Astro takes it from a request; undefined when `security.allowedDomains` does not name it. */
export type HostReader = (headers: HostHeaders) => string | undefined;

/** Longer headers are validated without the memo. */
const LONGEST_MEMO_KEY = 512;

/**
 * The host without port, in lower case: the forwarded one when it is allowed, else the request's own when that is. The same rule as
 * Astro's (`core/app/validate-headers`), which does not export it.
 */
export function createHostReader(allowedDomains: readonly RemotePattern[]): HostReader {
	if (allowedDomains.length === 0) return () => undefined;
	const known = new LRUCache<string, { readonly host: string | undefined }>({ max: 1_000 });

	const validate = (
		value: string | undefined,
		protocol: string,
		forwardedPort?: string,
	): string | undefined => {
		if (value === undefined || value === '' || /[/\\]/.test(value)) return undefined;
		const [name = '', ownPort, ...rest] = value.split(':');
		if (rest.length > 0) return undefined;
		const port = forwardedPort ?? ownPort;
		const address = `${protocol}://${port ? `${name}:${port}` : name}`;
		if (!URL.canParse(address)) return undefined;
		const url = new URL(address);
		return allowedDomains.some((pattern) => matchPattern(url, pattern)) ? url.hostname : undefined;
	};

	const namesProtocols = allowedDomains.some(({ protocol }) => protocol !== undefined);
	const isAllowedProtocol = (protocol: string): boolean => {
		if (!namesProtocols) return protocol === 'http' || protocol === 'https';
		if (!URL.canParse(`${protocol}://example.com`)) return false;
		const url = new URL(`${protocol}://example.com`);
		return allowedDomains.some((one) => matchPattern(url, { protocol: one.protocol }));
	};

	const readHost = (headers: HostHeaders): string | undefined => {
		const forwardedProto = firstOf(headers.forwardedProto);
		const forwardedPort = firstOf(headers.forwardedPort);
		const protocol =
			forwardedProto !== undefined && isAllowedProtocol(forwardedProto)
				? forwardedProto
				: undefined;
		const isAllowedPort = allowedDomains.some(({ port }) => port && port === forwardedPort);
		return (
			validate(
				firstOf(headers.forwardedHost),
				protocol ?? 'https',
				isAllowedPort ? forwardedPort : undefined,
			) ?? validate(headers.host, protocol ?? (headers.encrypted ? 'https' : 'http'))
		);
	};

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

/** Of a header that proxies add to, what the first of them said. */
function firstOf(header: string | undefined): string | undefined {
	return header?.split(',', 1)[0]?.trim();
}
