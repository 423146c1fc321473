import type { Device } from '../types.js';
import type { Counts, Finding } from './prove-types.js';

/** Of the report's form. */
export const PROOF_VERSION = 1;

/** `unproven`: nothing was seen that would show it, either way. */
export type Verdict = 'holds' | 'broken' | 'unproven';

export interface Statement {
	readonly id: 'same-bytes' | 'no-leak' | 'cache' | 'audiences' | 'addresses';
	/** A sentence that is true if the verdict is `holds`. */
	readonly claim: string;
	readonly verdict: Verdict;
	/** What it rests on: a sentence with numbers. */
	readonly evidence: string;
	/** How many findings stand against it, warnings included. */
	readonly findings: number;
}

export interface AskerEntry {
	readonly id: string;
	readonly name: string;
	readonly kind: 'person' | 'crawler' | 'visitor' | 'segment';
	readonly device: Device;
	readonly userAgent: string;
}

export interface PageEntry {
	readonly path: string;
	readonly status: number;
	/** The first 16 digits of the SHA-256 of what cookieless Chrome got. */
	readonly desktop: string;
	readonly mobile: string;
	readonly bodies: number;
	readonly changesByItself: boolean;
	readonly findings: number;
}

export interface ProofReport {
	readonly version: typeof PROOF_VERSION;
	readonly verdict: Verdict;
	/** For anybody. */
	readonly summary: string;
	/** The address that was asked. */
	readonly site: string;
	/** ISO 8601, UTC. */
	readonly startedAt: string;
	readonly ms: number;
	readonly pages: {
		/** Where they were found. */
		readonly source: string;
		readonly found: number;
		readonly asked: readonly PageEntry[];
	};
	readonly askers: readonly AskerEntry[];
	readonly statements: readonly Statement[];
	readonly findings: readonly Finding[];
	readonly counts: Counts;
	/** What was not covered, and why. */
	readonly notes: readonly string[];
}
