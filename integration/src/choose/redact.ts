import type { ApiKey } from './api-key.js';

/** Takes the API key out of a text, in every form in which it may have been written there. */
export type Redact = (text: string) => string;

const REDACTED = '[redacted]';
const MAX_CAUSES = 5;

/** A {@link Redact} for one key: whole, the secret alone, as basic credentials; each plain, percent-encoded or escaped as in JSON. */
export function createRedact({ prefix, secret }: ApiKey): Redact {
	const key = `${prefix}.${secret}`;
	const credentials = `${prefix}:${secret}`;
	const forms = [key, credentials, secret, base64(credentials), base64(key)].flatMap(encodings);
	const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length);
	const pattern = new RegExp(longestFirst.map(escapePattern).join('|'), 'gi');
	return (text) => text.replace(pattern, REDACTED);
}

/**
 * A copy of an error, and of its causes, with the key taken out of messages and stacks. Keeps `name` and `code`, and nothing else
 * that could carry the key.
 */
export function redactError(error: unknown, redact: Redact, remaining = MAX_CAUSES): Error {
	if (!(error instanceof Error)) return new Error(redact(String(error)));
	const hasCause = error.cause !== undefined && remaining > 1;
	const copy = new Error(
		redact(messageOf(error)),
		hasCause ? { cause: redactError(error.cause, redact, remaining - 1) } : undefined,
	);
	copy.name = redact(error.name);
	copy.stack = redact(error.stack ?? '');
	return 'code' in error && typeof error.code === 'string'
		? Object.assign(copy, { code: redact(error.code) })
		: copy;
}

/** An error's message; of a connection tried at several addresses, those of all attempts. */
function messageOf(error: Error): string {
	if (error.message !== '' || !(error instanceof AggregateError)) return error.message;
	return error.errors.map(String).join('; ');
}

function encodings(text: string): string[] {
	const form = new URLSearchParams({ text }).toString().slice('text='.length);
	return [text, encodeURIComponent(text), form, JSON.stringify(text).slice(1, -1)];
}

function base64(text: string): string {
	// Without padding, so that the unpadded form is found as well.
	return Buffer.from(text).toString('base64').replace(/=+$/, '');
}

function escapePattern(text: string): string {
	return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
