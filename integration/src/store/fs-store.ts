import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import type { Snapshot } from '../decisions/snapshot.js';
import { ChooseError } from '../errors.js';
import { isBundle, STORE_FOLDER } from './bundle-digest.js';
import { gzipBodyNow, type Coding, type PackedCoding } from './codings.js';
import { decodeIndex, type OpenIndex } from './decode-index.js';
import { INDEX_FILE, type StoredBody } from './index-file.js';
import { readPrivateSnapshots } from './private-snapshots.js';
import { readAhead } from './read-ahead.js';

/** The variants of a build, opened for reading. */
export interface VariantStore {
	/** Tells this build from every other: a digest of its index. What is rendered live is kept under it. */
	readonly id: string;
	readonly index: OpenIndex;
	/** What the build was decided by, private segments among it. */
	readonly snapshots: readonly Snapshot[];
	/**
	 * A body in a coding that makes it smaller, or as it is; from memory once it was read. Undefined when the bytes are gone, or are not what was stored.
	 */
	read(digest: string, coding: Coding): Buffer | undefined;
	/**
	 * Has the system read all bodies into its own memory, where they take less than half of what is free, so that {@link read} waits for no disk.
	 * Resolves to how many bytes it read; never rejects.
	 */
	warm(): Promise<number>;
	close(): void;
}

export interface StoreLimits {
	/** Bytes of bodies kept in memory. */
	readonly memoryBytes: number;
}

/**
 * Opens the store beside a server bundle.
 *
 * @throws {ChooseError} StoreUnusable, naming the file: missing, truncated, of another version or of another build.
 */
export function openStore(serverFolder: URL, limits: StoreLimits): VariantStore {
	const folder = new URL(`${STORE_FOLDER}/`, serverFolder);
	const file = new URL(INDEX_FILE, folder);
	const index = readIndex(file);
	if (!isBundle(serverFolder, index.build)) {
		throw unusable(file, 'the store of this server bundle', 'that of another build');
	}
	return openBodies(folder, index, limits);
}

/**
 * Opens a store that is not beside its server bundle, to be read and not to be served.
 *
 * @throws {ChooseError} StoreUnusable, likewise.
 */
export function openStoreFolder(folder: URL, limits: StoreLimits): VariantStore {
	return openBodies(folder, readIndex(new URL(INDEX_FILE, folder)), limits);
}

function openBodies(folder: URL, index: OpenIndex, { memoryBytes }: StoreLimits): VariantStore {
	const pack = new URL(index.pack.file, folder);
	const descriptor = openPack(pack, index.pack.bytes);
	const closing = new AbortController();
	const bodies = new LRUCache<string, Buffer>({
		maxSize: memoryBytes,
		sizeCalculation: (bytes) => Math.max(bytes.length, 1),
	});

	const readSpan = ([offset, length, checksum]: StoredBody['identity']): Buffer | undefined => {
		const bytes = Buffer.allocUnsafeSlow(length);
		try {
			if (readSync(descriptor, bytes, 0, length, offset) !== length) return undefined;
		} catch {
			return undefined;
		}
		return crc32(bytes) === checksum ? bytes : undefined;
	};

	const readPacked = (digest: string, coding: PackedCoding): Buffer | undefined => {
		const span = index.bodies.find(digest, coding);
		return span && readSpan(span);
	};

	// Of a body that brotli makes no smaller, gzip does not either.
	const makeGzip = (digest: string): Buffer | undefined => {
		if (index.bodies.find(digest, 'br') === undefined) return undefined;
		const identity = bodies.get(`identity:${digest}`) ?? readPacked(digest, 'identity');
		return identity && gzipBodyNow(identity);
	};

	return {
		id: index.digest.slice(0, 22),
		index,
		snapshots: [...index.snapshots, ...readPrivateSnapshots(folder, index.build.digest)],
		read(digest, coding) {
			const key = `${coding}:${digest}`;
			const kept = bodies.get(key);
			if (kept !== undefined) return kept;
			const bytes = coding === 'gzip' ? makeGzip(digest) : readPacked(digest, coding);
			if (bytes !== undefined) bodies.set(key, bytes);
			return bytes;
		},
		async warm() {
			if (index.pack.bytes > process.availableMemory() / 2) return 0;
			// What cannot be read now may be later, and is checked then.
			return readAhead(pack, closing.signal).catch(() => 0);
		},
		close() {
			closing.abort();
			closeSync(descriptor);
		},
	};
}

function readIndex(file: URL): OpenIndex {
	let bytes: Buffer;
	try {
		bytes = readFileSync(file);
	} catch (cause) {
		throw unusable(file, 'the index of the variants', 'no readable file', cause);
	}
	const decoded = decodeIndex(bytes);
	if (decoded.kind === 'index') return decoded.index;
	throw unusable(file, decoded.expected, decoded.found, decoded.cause);
}

function openPack(file: URL, bytes: number): number {
	let descriptor: number;
	try {
		descriptor = openSync(file, 'r');
	} catch (cause) {
		throw unusable(file, `${bytes} bytes`, 'no readable file', cause);
	}
	const { size } = fstatSync(descriptor);
	if (size === bytes) return descriptor;
	closeSync(descriptor);
	throw unusable(file, `${bytes} bytes`, `${size} bytes`);
}

function unusable(file: URL, expected: string, found: string, cause?: unknown): ChooseError {
	return new ChooseError(
		{
			name: 'StoreUnusable',
			path: fileURLToPath(file),
			expected,
			found,
			hint: 'Deploy the whole dist folder of one build, or build again. Until then every page is its default.',
		},
		{ cause },
	);
}
