import type { RequestFacts } from './request-facts.js';
import type { HostReader } from './validated-host.js';

/** The facts of a web `Request`. */
export function createWebFacts(request: Request, readHost: HostReader): RequestFacts {
	const header = (name: string) => request.headers.get(name) ?? undefined;
	const url = new URL(request.url);
	return {
		path: url.pathname,
		query: url.search.slice(1),
		get host() {
			return readHost({
				host: header('host'),
				forwardedHost: header('x-forwarded-host'),
				forwardedProto: header('x-forwarded-proto'),
				forwardedPort: header('x-forwarded-port'),
				encrypted: url.protocol === 'https:',
			});
		},
		authority: header('host') ?? url.host,
		cookies: header('cookie') ?? '',
		userAgent: header('user-agent') ?? '',
		header,
	};
}
