import { matchPattern, type RemotePattern } from 'astro/assets/utils';
import { LRUCache } from 'lru-cache';

/** The parts of a request that say which host it is for. */
export interface HostHeaders {
	readonly host: string | undefined;
	readonly forwardedHost: string | undefined;
	readonly forwardedProto: string | undefined;
	/** Whether the connection itself is encrypted. */
	readonly encrypted: boolean;
}

/** A host name as Astro takes it from a request; undefined when `security.allowedDomains` does not name it. */
export type HostReader = (headers: HostHeaders) => string | undefined;

/**
 * The host without port, in lower case: the forwarded one when it is allowed, else the request's own when that is. The same rule as
 * Astro's, which does not export it.
 */
export function createHostReader(allowedDomains: readonly RemotePattern[]): HostReader {
	if (allowedDomains.length === 0) return () => undefined;
	const known = new LRUCache<string, { readonly host: string | undefined }>({ max: 1_000 });

	const validate = (value: string | undefined, protocol: string): string | undefined => {
		const host = value?.split(',', 1)[0]?.trim();
		if (host === undefined || host === '' || /[/\\]/.test(host) || host.split(':').length > 2)
			return undefined;
		const address = `${protocol}://${host}`;
		if (!URL.canParse(address)) return undefined;
		const url = new URL(address);
		return allowedDomains.some((pattern) => matchPattern(url, pattern)) ? url.hostname : undefined;
	};

	return ({ host, forwardedHost, forwardedProto, encrypted }) => {
		const own = encrypted ? 'https' : 'http';
		const key = JSON.stringify([own, forwardedProto, forwardedHost, host]);
		const kept = known.get(key);
		if (kept !== undefined) return kept.host;
		const proto = forwardedProto?.split(',', 1)[0]?.trim();
		const isProtocol = proto === 'http' || proto === 'https';
		const validated =
			validate(forwardedHost, isProtocol ? proto : 'https') ??
			validate(host, isProtocol ? proto : own);
		if (key.length <= 512) known.set(key, { host: validated });
		return validated;
	};
}
