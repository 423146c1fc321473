import type { Coding } from '../store/codings.js';

const SUFFIX: Record<Coding, string> = { identity: '', gzip: '-gz', br: '-br' };
const ENDINGS = Object.values(SUFFIX).map((suffix) => `${suffix}"`);

/** The strong ETag of a body in a coding. */
export function entityTag(digest: string, coding: Coding): string {
	return `"${digest}${SUFFIX[coding]}"`;
}

/** Whether an `If-None-Match` header names a body in any of its codings (RFC 9110, section 13.1.2: weak comparison). */
export function namesBody(ifNoneMatch: string, digest: string): boolean {
	if (!ifNoneMatch.includes(digest)) return ifNoneMatch.trim() === '*';
	// As browsers send it: one tag, as it was. Splitting and trimming took 3 of the 13 µs that a 304 spent in this package.
	if (isTagOf(ifNoneMatch, digest)) return true;
	return ifNoneMatch.split(',').some((tag) => isTagOf(tag.trim().replace(/^W\//, ''), digest));
}

function isTagOf(tag: string, digest: string): boolean {
	return (
		tag.startsWith('"') &&
		tag.startsWith(digest, 1) &&
		ENDINGS.some(
			(ending) => tag.length === 1 + digest.length + ending.length && tag.endsWith(ending),
		)
	);
}
