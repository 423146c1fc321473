import { parentPort } from 'node:worker_threads';
import { LRUCache } from 'lru-cache';
import { packBodyNow, type PackedBody } from '../store/codings.js';
import { createFactsReader } from './seo/read-facts.js';
import type { SeoFacts } from './seo/seo-types.js';

/** A body to read and to encode. It is handed over, not copied. */
export interface BodyJob {
	readonly id: number;
	/** Of its page. */
	readonly url: string;
	readonly bytes: Uint8Array<ArrayBuffer>;
	/** False: only what search engines read of it is asked for. */
	readonly isEncoded: boolean;
}

/** The body comes back with its codings. */
export interface BodyDone extends Pick<BodyJob, 'id'> {
	readonly facts: SeoFacts;
	readonly codings: Readonly<Record<keyof PackedBody, Uint8Array<ArrayBuffer> | undefined>>;
}

/** Variants of a page come close together. */
const readers = new LRUCache<string, ReturnType<typeof createFactsReader>>({ max: 8 });

parentPort?.on('message', ({ id, url, bytes, isEncoded }: BodyJob) => {
	const body = Buffer.from(bytes.buffer);
	const read = readers.get(url) ?? createFactsReader(url);
	readers.set(url, read);
	const facts = read(String(body));
	const { br }: Partial<PackedBody> = isEncoded ? packBodyNow(body) : {};
	const codings = { identity: bytes, br: ownBytes(br) };
	const handed = Object.values(codings).flatMap((coding) => coding?.buffer ?? []);
	parentPort?.postMessage({ id, facts, codings } satisfies BodyDone, handed);
});

function ownBytes(coding: Buffer | undefined): Uint8Array<ArrayBuffer> | undefined {
	return coding && Uint8Array.from(coding);
}
