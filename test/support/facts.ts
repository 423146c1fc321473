import type { RequestFacts } from '../../integration/src/audience/request-facts.js';

export interface WrittenFacts {
	readonly path?: string;
	/** Without `?`. */
	readonly query?: string;
	readonly host?: string | undefined;
	readonly authority?: string;
	readonly cookies?: string;
	readonly userAgent?: string;
	/** By lower-case name. */
	readonly headers?: Readonly<Record<string, string>>;
}

/** The facts of a request that says nothing but what is written. */
export function factsOf(written: WrittenFacts = {}): RequestFacts {
	const headers = new Map(Object.entries(written.headers ?? {}));
	return {
		path: written.path ?? '/',
		query: written.query ?? '',
		host: written.host,
		authority: written.authority ?? '',
		cookies: written.cookies ?? '',
		userAgent: written.userAgent ?? '',
		header: (name) => headers.get(name),
	};
}
