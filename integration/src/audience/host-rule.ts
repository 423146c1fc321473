/** As much of an allowed domain as the rule looks at by itself. */
export interface AllowedHost {
	readonly protocol?: string | undefined;
	readonly port?: string | undefined;
}

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

/**
 * The host without port, in lower case: the forwarded one when it is allowed, else the request's own when that is. The same rule as
 * Astro's (`core/app/validate-headers`), which does not export it. `matches` tells whether a
 * pattern is of a URL.
 */
export function compileHostRule<Allowed extends AllowedHost>(
	allowed: readonly Allowed[],
	matches: (url: URL, pattern: Allowed | Pick<Allowed, 'protocol'>) => boolean,
): HostReader {
	if (allowed.length === 0) return () => undefined;

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
		return allowed.some((pattern) => matches(url, pattern)) ? url.hostname : undefined;
	};

	const namesProtocols = allowed.some(({ protocol }) => protocol !== undefined);
	const isAllowedProtocol = (protocol: string): boolean => {
		if (!namesProtocols) return protocol === 'http' || protocol === 'https';
		if (!URL.canParse(`${protocol}://example.com`)) return false;
		const url = new URL(`${protocol}://example.com`);
		return allowed.some((one) => matches(url, { protocol: one.protocol }));
	};

	return (headers) => {
		const forwardedProto = firstOf(headers.forwardedProto);
		const forwardedPort = firstOf(headers.forwardedPort);
		const protocol =
			forwardedProto !== undefined && isAllowedProtocol(forwardedProto)
				? forwardedProto
				: undefined;
		const isAllowedPort = allowed.some(({ port }) => port && port === forwardedPort);
		return (
			validate(
				firstOf(headers.forwardedHost),
				protocol ?? 'https',
				isAllowedPort ? forwardedPort : undefined,
			) ?? validate(headers.host, protocol ?? (headers.encrypted ? 'https' : 'http'))
		);
	};
}

/** Of a header that proxies add to, what the first of them said. */
function firstOf(header: string | undefined): string | undefined {
	return header?.split(',', 1)[0]?.trim();
}
