import { ChooseError } from '../errors.js';

/** An API key in its two parts. The contract, "Auth": `prefix.secret`, split at the first dot. */
export interface ApiKey {
	readonly prefix: string;
	readonly secret: string;
}

// Printable ASCII without spaces, so that it fits a header; no colon in the prefix, which ends a user name (RFC 7617, 2).
const API_KEY = /^(?=[!-~]+$)([^.:]+)\.(.+)$/;

/**
 * Splits an API key at its first dot. `path` is the place the key comes from, as the error names it.
 *
 * @throws {ChooseError} MalformedApiKey, which describes the text without showing it.
 */
export function parseApiKey(text: string, path = 'INTEMPT_API_KEY'): ApiKey {
	const [, prefix, secret] = API_KEY.exec(text) ?? [];
	if (prefix === undefined || secret === undefined) {
		throw new ChooseError({
			name: 'MalformedApiKey',
			path,
			expected: 'prefix.secret, without spaces',
			found: `a text of ${text.length} characters in another form`,
			hint: 'Copy the whole key from Intempt: it has a dot between its two parts.',
		});
	}
	return { prefix, secret };
}
