import type { Coding } from '../store/codings.js';

const SUFFIX: Record<Coding, string> = { identity: '', gzip: '-gz', br: '-br' };

/** The strong ETag of a body in a coding. */
export function entityTag(digest: string, coding: Coding): string {
	return `"${digest}${SUFFIX[coding]}"`;
}

/** Whether an `If-None-Match` header names a body in any of its codings (RFC 9110, section 13.1.2: weak comparison). */
export function namesBody(ifNoneMatch: string, digest: string): boolean {
	if (!ifNoneMatch.includes(digest)) return ifNoneMatch.trim() === '*';
	return ifNoneMatch.split(',').some((tag) => {
		const opaque = tag.trim().replace(/^W\//, '');
		return Object.values(SUFFIX).some((suffix) => opaque === `"${digest}${suffix}"`);
	});
}
