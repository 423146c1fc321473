import type { ReadName } from '../variants/reads.js';

/** On every page that a CDN may keep: purged when all of them are others, as after a deploy. */
export const SITE_TAG = 'choose';

/**
 * The `Cache-Tag` of what shows an experience or a group: `choose-home-hero`. CDNs compare tags without case, and part them by commas and
 * spaces: everything but lower-case letters, digits, `-` and `_` is a dot and two hexadecimal digits for each byte (UTF-8).
 */
export function cacheTagOf(name: string): string {
	const written = name.replace(/[^a-z\d_-]/gu, (character) =>
		[...new TextEncoder().encode(character)]
			.map((byte) => `.${byte.toString(16).padStart(2, '0')}`)
			.join(''),
	);
	return `${SITE_TAG}-${written}`;
}

/** `Cache-Tag` of a page, given what its variants read. */
export function cacheTagHeader(reads: Iterable<ReadName>): string {
	const names = [...reads].filter(({ kind }) => kind !== 'device').map(({ name }) => name);
	return [SITE_TAG, ...[...new Set(names)].sort().map(cacheTagOf)].join(',');
}
