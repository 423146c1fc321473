import type { IncomingMessage } from 'node:http';

/**
 * Whether a request that a server of the owner's handed over is one below the base. Astro takes paths without the base as well, so that
 * sites mounted beside each other would answer for one another. A router that mounts a handler at the base takes it off the URL, and
 * leaves the whole in `originalUrl`.
 */
export function createBaseCheck(base: string): (request: IncomingMessage) => boolean {
	const prefix = base.replace(/\/$/, '');
	const isBelow = (target: unknown) =>
		typeof target === 'string' &&
		target.startsWith(prefix) &&
		/^(?:[/?#]|$)/.test(target.slice(prefix.length));
	return prefix === ''
		? () => true
		: (request) => isBelow(request.url) || isBelow(Reflect.get(request, 'originalUrl'));
}
