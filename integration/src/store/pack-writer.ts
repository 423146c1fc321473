import { createHash } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { packBody, type PackedBody, type PackedCoding } from './codings.js';
import { digestContent } from './content-digest.js';
import type { StoredBody, StoreIndex } from './index-file.js';

/** Bodies that may wait to be compressed and written, so that memory does not grow with the number of variants. */
const MOST_WAITING = 32;

/** Appends bodies to one pack file, each distinct body once. */
export interface PackWriter {
	/**
	 * Stores a body and returns its digest. Compressing and writing go on behind it, a bounded number of bodies at a time, and in the
	 * order in which they were added. `encode` is asked for the codings of a body that is not stored yet, and may take its bytes away.
	 */
	add(bytes: Buffer, encode?: (bytes: Buffer) => Promise<PackedBody>): Promise<string>;
	/** Waits for what was added so far. */
	settle(): Promise<void>;
	/** Bytes of a stored body in a coding; 0 when it is not kept in it. Valid after `finish`. */
	sizeOf(digest: string, coding: PackedCoding): number;
	/** Waits for all writes and names the pack after its content. */
	finish(): Promise<Pick<StoreIndex, 'pack' | 'bodies'>>;
	/** Gives up and removes what was written. */
	discard(): Promise<void>;
}

/** Creates a pack in an existing folder. */
export async function createPackWriter(folder: string): Promise<PackWriter> {
	const partial = join(folder, `pack-${process.pid}.partial`);
	const file = await open(partial, 'w');
	const hash = createHash('sha256');
	const bodies = new Map<string, StoredBody>();
	const known = new Set<string>();
	let waiting = 0;
	let offset = 0;
	let tail: Promise<void> = Promise.resolve();

	const place = (bytes: Buffer): StoredBody['identity'] => {
		const at = offset;
		offset += bytes.length;
		return [at, bytes.length, crc32(bytes)];
	};

	const write = async (digest: string, { identity, br }: PackedBody) => {
		const at = offset;
		const body = { identity: place(identity), ...(br && { br: place(br) }) };
		bodies.set(digest, body);
		// The digest and the checksums stand for the bytes: to hash those again took 0.04 ms a body.
		hash.update(JSON.stringify([digest, body]));
		await writeAll(file, [identity, br ?? []].flat(), at);
	};

	return {
		async add(bytes, encode = packBody) {
			const digest = digestContent(bytes);
			if (known.has(digest)) return digest;
			known.add(digest);
			if (waiting >= MOST_WAITING) await tail;
			waiting++;
			const encoding = encode(bytes);
			tail = Promise.all([tail, encoding])
				.then(([, codings]) => write(digest, codings))
				.finally(() => waiting--);
			// Thrown by whoever awaits it next; not an unhandled rejection before that.
			tail.catch(() => undefined);
			return digest;
		},
		settle: () => tail,
		sizeOf: (digest, coding) => bodies.get(digest)?.[coding]?.[1] ?? 0,
		async finish() {
			await tail;
			await file.close();
			const name = `pack-${hash.digest('hex').slice(0, 16)}.bin`;
			await rename(partial, join(folder, name));
			return { pack: { file: name, bytes: offset }, bodies: Object.fromEntries(bodies) };
		},
		async discard() {
			await tail.catch(() => undefined);
			await file.close();
			await rm(partial, { force: true });
		},
	};
}

// At once: the codings of a body lie behind each other. A disk may take only a part.
async function writeAll(file: FileHandle, buffers: readonly Buffer[], at: number): Promise<void> {
	const length = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
	let written = (await file.writev(buffers, at)).bytesWritten;
	while (written < length) {
		const rest = Buffer.concat(buffers).subarray(written);
		written += (await file.write(rest, 0, rest.length, at + written)).bytesWritten;
	}
}
