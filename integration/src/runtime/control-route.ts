import type { IncomingMessage } from 'node:http';

/** What a request below the control prefix asks for; undefined: it is not below it. */
export type ControlRouter = (request: IncomingMessage) => ControlTarget | undefined;

export interface ControlTarget {
	/** What stands behind the prefix: `/refresh`; empty for the prefix itself. */
	readonly path: string;
	readonly query: URLSearchParams;
}

/**
 * Finds requests below `base` and the prefix. Where a router has taken the base off the URL, the whole is in `originalUrl`. Paths are
 * compared as they were sent.
 */
export function createControlRouter(base: string, prefix: string): ControlRouter {
	const root = `${base.replace(/\/$/, '')}${prefix}`;
	const below = (target: unknown): ControlTarget | undefined => {
		if (typeof target !== 'string' || !target.startsWith(root)) return undefined;
		const [path = '', query = ''] = target.slice(root.length).split('?', 2);
		if (path !== '' && !path.startsWith('/')) return undefined;
		return { path: path.replace(/\/$/, ''), query: new URLSearchParams(query) };
	};
	return (request) => below(request.url) ?? below(Reflect.get(request, 'originalUrl'));
}
