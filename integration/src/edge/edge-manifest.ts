import type { SignedParts } from '../audience/audience-header.js';
import type { Rule } from '../definition/definition-types.js';
import type { Device } from '../types.js';
import type { ReadName } from '../variants/reads.js';

/** Of what is written for edges. A router of another version is never paired with it: both are generated together. */
export const EDGE_MANIFEST_VERSION = 1;

/**
 * All that an edge needs to route: who a visitor is, what is decided for whom, and which file shows it. Made from the store's index and
 * the declared rules alone; plain data, so that it can be written as JSON, and be compiled to another server's configuration.
 */
export interface EdgeManifest {
	readonly version: typeof EDGE_MANIFEST_VERSION;
	/** Tells this build from every other. */
	readonly build: string;
	/** The path below which the site lies, without a slash at its end: empty, or `/docs`. */
	readonly base: string;
	/** How the site's own URLs are written. */
	readonly trailingSlash: 'always' | 'never' | 'ignore';
	readonly format: 'directory' | 'file' | 'preserve';
	/** `Vary` of every varied answer. */
	readonly vary: string;
	/** Whether `Cache-Status` and `Server-Timing` are sent. */
	readonly diagnostics: boolean;
	/** The header in which a CDN says the device class, in lower case, and its values for mobile, in lower case; null: the user agent says it. */
	readonly device: { readonly header: string; readonly mobile: readonly string[] } | null;
	/** Hosts that rules may be matched on (`security.allowedDomains`); empty if no rule reads the host. */
	readonly hosts: readonly EdgeHost[];
	/** When a cookie may be read and set; null: never, nothing is persisted. */
	readonly consent: 'not-needed' | Rule | null;
	/** In the order of the cascade, the one that everybody matches last. */
	readonly segments: readonly EdgeSegment[];
	/** Everything that any page reads: the columns of `decided`. */
	readonly reads: readonly ReadName[];
	readonly decided: Readonly<Record<Device, EdgeDecisions>>;
	/** The folder of the variants' files below the client folder, with a slash at its end and none before: `_choose-4Zk…/`. */
	readonly folder: string;
	/** None where an origin answers. */
	readonly pages: readonly EdgePage[];
	/** What is sent to an origin as `Choose-Audience`; null: pages are files. */
	readonly signed: EdgeSignatures | null;
}

/** Ready parts of `Choose-Audience`, in the order of the segments. */
export type EdgeSignatures = SignedParts;

/** As Astro's own patterns: `**.` before a host name stands for any subdomains, `*.` for one. */
export interface EdgeHost {
	readonly protocol?: string | undefined;
	readonly hostname?: string | undefined;
	readonly port?: string | undefined;
}

export interface EdgeSegment {
	readonly name: string;
	/** Undefined: everybody matches. */
	readonly when?: Rule | undefined;
	/** Milliseconds; undefined: not persisted. */
	readonly persist?: number | undefined;
}

/** What is decided on one device. Values are numbered from 1, per column; equal numbers in a column are equal payloads. */
export interface EdgeDecisions {
	/** By column: what is shown where no segment has anything. The column of the device: 1 on a desktop, 2 on a mobile one. */
	readonly defaults: readonly number[];
	/** By segment, by column; 0: nothing is chosen for the segment, the next one is asked. */
	readonly chosen: readonly (readonly number[])[];
}

export interface EdgePage {
	/** The file of the default below the client folder: `pricing/index.html`. */
	readonly file: string;
	/** The default of the desktop first. */
	readonly variants: readonly EdgeVariant[];
}

export interface EdgeVariant {
	/** Digest of the body, and its name in `folder`. */
	readonly body: string;
	/** Columns and the values that were read there, in turn. It answers whoever has the same value in each. */
	readonly reads: readonly number[];
	/** Response headers beyond those every varied page has. */
	readonly headers?: Readonly<Record<string, string>> | undefined;
}
