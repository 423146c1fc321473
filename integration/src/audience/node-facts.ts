import type { IncomingMessage } from 'node:http';
import type { RequestFacts } from './request-facts.js';
import type { HostReader } from './validated-host.js';

/** The facts of a Node request, each read from it when asked for. */
export class NodeFacts implements RequestFacts {
	readonly #request: IncomingMessage;
	readonly #readHost: HostReader;

	constructor(request: IncomingMessage, readHost: HostReader) {
		this.#request = request;
		this.#readHost = readHost;
	}

	get path(): string {
		const url = this.#request.url ?? '/';
		const end = url.search(/[?#]/);
		return end === -1 ? url : url.slice(0, end);
	}

	get query(): string {
		const url = this.#request.url ?? '';
		const start = url.indexOf('?');
		if (start === -1) return '';
		const end = url.indexOf('#', start);
		return url.slice(start + 1, end === -1 ? undefined : end);
	}

	get host(): string | undefined {
		return this.#readHost({
			host: this.authority,
			forwardedHost: this.header('x-forwarded-host'),
			forwardedProto: this.header('x-forwarded-proto'),
			forwardedPort: this.header('x-forwarded-port'),
			encrypted: isEncrypted(this.#request),
		});
	}

	get authority(): string {
		return this.header('host') ?? this.header(':authority') ?? '';
	}

	get cookies(): string {
		return this.#request.headers.cookie ?? '';
	}

	get userAgent(): string {
		return this.#request.headers['user-agent'] ?? '';
	}

	header(name: string): string | undefined {
		const { headers } = this.#request;
		const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
		return Array.isArray(value) ? value[0] : value;
	}
}

/** Whether the connection of a request is encrypted; behind a proxy it often is not, though the visitor's is. */
export function isEncrypted(request: IncomingMessage): boolean {
	return 'encrypted' in request.socket && request.socket.encrypted === true;
}
