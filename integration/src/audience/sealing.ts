import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals text so that a visitor can neither read nor change it: AES-256-GCM under a key derived from the secret for one purpose. */
export interface Sealer {
	seal(text: string): string;
	/** The text, or undefined for anything that was not sealed with this secret for this purpose. Never throws. */
	open(sealed: string): string | undefined;
}

/** Creates a sealer. `purpose` keeps what is sealed for one use from being opened for another. */
export function createSealer(secret: string, purpose: string): Sealer {
	const key = Buffer.from(hkdfSync('sha256', secret, '', `astro-choose ${purpose}`, 32));
	return {
		seal(text) {
			const nonce = randomBytes(NONCE_BYTES);
			const cipher = createCipheriv('aes-256-gcm', key, nonce);
			const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
			return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
		},
		open(sealed) {
			const bytes = Buffer.from(sealed, 'base64url');
			if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
			try {
				const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES));
				decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
				const body = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
				return Buffer.concat([body, decipher.final()]).toString('utf8');
			} catch {
				return undefined;
			}
		},
	};
}
