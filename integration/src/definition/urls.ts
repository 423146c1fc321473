import { z } from 'astro/zod';

// A path, query or fragment: no scheme, no authority (`//host`), and none of the characters that browsers rewrite into one.
const RELATIVE = /^(?![/\\]{2})(?![a-z][a-z0-9+.-]*:)[^\\\p{Cc}\s]+$/iu;

/**
 * Whether a string from a payload may stand in `href` or `src`: an http or https URL, or a path of this site. Never `javascript:`,
 * `data:` or a URL relative to the scheme.
 */
export function isSafeUrl(value: string): boolean {
	if (RELATIVE.test(value)) return true;
	return /^https?:\/\//i.test(value) && !/[\s\p{Cc}\\]/u.test(value) && URL.canParse(value);
}

/** A schema for URL fields of payloads; see {@link isSafeUrl} for what it accepts. */
export function url(): z.ZodString {
	return z.string().refine(isSafeUrl, { error: 'an http or https URL, or a path' });
}
