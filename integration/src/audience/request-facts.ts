/**
 * What rules may look at: the parts of a request that classification reads, raw, so that a Node request and a web `Request` serve
 * alike and nothing is parsed before it is needed.
 */
export interface RequestFacts {
	/** The path as sent, without query. */
	readonly path: string;
	/** The query as sent, without `?`; empty when there is none. */
	readonly query: string;
	/** The validated host without port, in lower case; undefined when it is not trusted. */
	readonly host: string | undefined;
	/** The host with its port that the request names, whoever it names; empty when it names none. */
	readonly authority: string;
	/** The `Cookie` header; empty when there is none. */
	readonly cookies: string;
	/** The `User-Agent` header; empty when there is none. */
	readonly userAgent: string;
	/** A header by its lower-case name. */
	header(name: string): string | undefined;
}
