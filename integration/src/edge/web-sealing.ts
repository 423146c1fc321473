type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals as `audience/sealing.ts` does, with the cryptography that every edge has: what the one seals the other opens. */
export interface WebSealer {
	seal(text: string): Promise<string>;
	/** The text, or undefined for anything that was not sealed with this secret for this purpose. Never rejects. */
	open(sealed: string): Promise<string | undefined>;
}

/** Creates a sealer. `purpose` keeps what is sealed for one use from being opened for another. */
export function createWebSealer(secret: string, purpose: string): WebSealer {
	const { subtle } = crypto;
	const encoder = new TextEncoder();
	let derived: Promise<Key> | undefined;
	const deriveKey = async () =>
		subtle.deriveKey(
			{
				name: 'HKDF',
				hash: 'SHA-256',
				salt: new Uint8Array(),
				info: encoder.encode(`astro-choose ${purpose}`),
			},
			await subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, ['deriveKey']),
			{ name: 'AES-GCM', length: 256 },
			false,
			['encrypt', 'decrypt'],
		);
	const key = () => (derived ??= deriveKey());
	return {
		async seal(text) {
			const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
			const algorithm = { name: 'AES-GCM', iv: nonce };
			const sealed = new Uint8Array(
				await subtle.encrypt(algorithm, await key(), encoder.encode(text)),
			);
			// The tag stands behind the body here, and before it in what is sealed.
			const body = sealed.subarray(0, -TAG_BYTES);
			return toBase64Url([...nonce, ...sealed.subarray(-TAG_BYTES), ...body]);
		},
		async open(sealed) {
			try {
				const bytes = fromBase64Url(sealed);
				if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
				const body = bytes.subarray(NONCE_BYTES + TAG_BYTES);
				const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
				const opened = await subtle.decrypt(
					{ name: 'AES-GCM', iv: bytes.subarray(0, NONCE_BYTES) },
					await key(),
					new Uint8Array([...body, ...tag]),
				);
				return new TextDecoder().decode(opened);
			} catch {
				return undefined;
			}
		},
	};
}

function toBase64Url(bytes: readonly number[]): string {
	const text = btoa(String.fromCharCode(...bytes));
	return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
	const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
	return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
