import { createHash } from 'node:crypto';

/** What a body is stored and verified by; also its ETag. */
export function digestContent(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('base64url');
}
