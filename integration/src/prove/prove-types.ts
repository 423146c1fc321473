import type { Device } from '../types.js';

/** Response headers, names in lower case; those sent several times as lists. */
export type Headers = Readonly<Record<string, string | readonly string[]>>;

/** Something unguessable that one visitor sends. Seen in an answer to anybody else, it has leaked. */
export interface Marker {
	/** Lower-case letters, digits and hyphens: it survives every encoding. */
	readonly text: string;
	/** How it was sent: `the cookie session`. */
	readonly sentAs: string;
}

/** Somebody who asks for every page. */
export interface Asker {
	/** Unique in a run. */
	readonly id: string;
	/** As the report calls them. */
	readonly name: string;
	readonly kind: 'person' | 'crawler' | 'visitor' | 'segment';
	readonly device: Device;
	/** Sent as they are, names in lower case; `host` replaces the site's own. */
	readonly headers: Readonly<Record<string, string>>;
	/** Without `?`; empty: none. */
	readonly query: string;
	/** The id of the asker whose bytes this one must get as well. */
	readonly sameAs?: string | undefined;
	/** Who sends the markers; several askers may be one visitor. */
	readonly owner?: string | undefined;
	readonly markers: readonly Marker[];
}

/** What one asker got for one page. */
export interface Answer {
	readonly asker: Asker;
	/** Path and query as asked for. */
	readonly target: string;
	readonly via: 'direct' | 'cache';
	/** Through the cache: the body was kept from an earlier answer. */
	readonly kept: boolean;
	/** 0: there was no answer, and `failure` says why. */
	readonly status: number;
	readonly headers: Headers;
	/** Decoded. */
	readonly body: string;
	/** SHA-256 of the decoded body, in hexadecimal. */
	readonly digest: string;
	readonly failure?: string | undefined;
}

/** All answers for one page. */
export interface PageAnswers {
	/** Path and query, as in the sitemap. */
	readonly path: string;
	/** One for each asker. */
	readonly direct: readonly Answer[];
	/** Asked again in the same way: whoever gets something else then is looking at a page that changes by itself. */
	readonly again: readonly Answer[];
	/** In the order in which they came, one list for each order, each begun with an empty cache. */
	readonly cached: readonly (readonly Answer[])[];
}

/** The names of findings, permanent. */
export type FindingName =
	| 'Leak'
	| 'WillLeak'
	| 'MixedByCache'
	| 'SharedCookie'
	| 'Cloaking'
	| 'VariantAddress'
	| 'VariantReachable'
	| 'VariantNotReached'
	| 'NoCanonical'
	| 'ChangesByItself'
	| 'NotAPage'
	| 'NoAnswer';

/** One thing that is not as it should be. */
export interface Finding {
	readonly name: FindingName;
	/** An error breaks a statement; a warning is to be looked at. */
	readonly weight: 'error' | 'warning';
	readonly page: string;
	/** A sentence. */
	readonly message: string;
	/** What was seen, line by line; at most a few. */
	readonly evidence: readonly string[];
	/** Shell commands that ask the same again. */
	readonly curl: readonly string[];
}

/** What was compared, for the evidence. Counts of one page add up to those of a run. */
export interface Counts {
	readonly direct: number;
	readonly cached: number;
	/** Of those through the cache: answered with bytes that it had kept. */
	readonly kept: number;
	/** Crawlers’ answers compared with a person’s. */
	readonly likeness: number;
	/** Answers through the cache compared with direct ones. */
	readonly sameness: number;
	/** Answers that another’s markers were looked for in. */
	readonly searched: number;
	/** Answers with `Cache-Status: choose; hit`. */
	readonly variants: number;
	/** Addresses in pages that were looked at. */
	readonly addresses: number;
}

export interface PageJudgement {
	readonly path: string;
	readonly status: number;
	/** Digests of what cookieless Chrome got, on each device. */
	readonly digests: Readonly<Record<Device, string>>;
	/** How many different bodies all askers got together. */
	readonly bodies: number;
	/** The ids of askers of segments who got something else than a person in no segment. */
	readonly differsFor: readonly string[];
	readonly changesByItself: boolean;
	readonly counts: Counts;
	readonly findings: readonly Finding[];
}
