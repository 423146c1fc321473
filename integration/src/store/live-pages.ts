import { mkdirSync, utimes } from 'node:fs';
import { LRUCache } from 'lru-cache';
import { digestValue } from '../decisions/digest.js';
import { describeThrown } from '../errors.js';
import type { Read } from '../variants/reads.js';
import type { Coding, EncodedBody } from './codings.js';
import { digestContent } from './content-digest.js';
import type { StoredVariant } from './index-file.js';
import { writeLivePageFile, type LivePageFile } from './live-page-file.js';
import { ENDING, listLivePages, namesIn, removeFile, timeOf } from './live-page-folder.js';

/** A variant, and the page it is of: the file of the page's default in the client folder. */
export interface LivePage {
	readonly file: string;
	readonly variant: StoredVariant;
}

export interface NewLivePage {
	readonly file: string;
	readonly reads: readonly Read[];
	readonly headers: Readonly<Record<string, string>>;
	readonly body: EncodedBody;
	/** It was rendered for a private segment: it is kept in memory only. */
	readonly isPrivate: boolean;
}

/** The variants that were rendered live for one build. Bounded: those that were used least recently go first. */
export interface LivePages {
	readonly all: readonly LivePage[];
	/** Keeps a variant; what cannot be written is kept in memory. Undefined: there is no room for it. Never rejects. */
	add(page: NewLivePage): Promise<StoredVariant | undefined>;
	/** A body in a coding it is kept in; undefined when it is not, or its bytes are gone. */
	read(digest: string, coding: Coding): Buffer | undefined;
	readonly size: { readonly variants: number; readonly memory: number; readonly disk: number };
}

export interface LivePagesOptions {
	/** The folder of this build's variants; undefined: they are kept in memory only. */
	readonly folder: URL | undefined;
	/** How many there are at most. */
	readonly variants: number;
	/** Bytes in memory, and on disk. */
	readonly memory: number;
	readonly disk: number;
	/** Milliseconds after which one that nobody asks for is removed. */
	readonly keep: number;
	/** A variant is gone, or another has taken its place. */
	readonly onRemove: (page: LivePage) => void;
	readonly onProblem: (message: string) => void;
	/** Milliseconds since 1970. */
	readonly now: () => number;
}

interface Kept extends LivePage {
	/** Of the page and what was read. */
	readonly key: string;
	/** Undefined: it is in memory only. */
	readonly path: URL | undefined;
	readonly source: Pick<LivePageFile, 'read' | 'size'>;
	/** Milliseconds since 1970, when somebody last asked for it. */
	usedAt: number;
	/** Of its file, likewise: a later process goes by it. */
	touchedAt: number;
}

/** Milliseconds after which a file that is still being written never will be. */
const LONGEST_WRITE = 3_600_000;

export function createLivePages(options: LivePagesOptions): LivePages {
	const { folder, onRemove, onProblem, now } = options;
	const byDigest = new Map<string, Set<Kept>>();
	const createKept = (bytes: number) =>
		new LRUCache<string, Kept>({
			max: Math.max(1, options.variants),
			maxSize: Math.max(1, bytes),
			sizeCalculation: ({ source }) => Math.max(1, source.size),
			dispose(kept, _key, reason) {
				const sharing = byDigest.get(kept.variant.body);
				sharing?.delete(kept);
				if (sharing?.size === 0) byDigest.delete(kept.variant.body);
				if (reason !== 'set') removeFile(kept.path);
				onRemove(kept);
			},
		});
	const onDisk = createKept(options.disk);
	const inMemory = createKept(options.memory);
	const bodies = new LRUCache<string, Buffer>({
		maxSize: Math.max(1, options.memory),
		sizeCalculation: (bytes) => Math.max(1, bytes.length),
	});

	const keep = (kept: Kept): boolean => {
		const cache = kept.path === undefined ? inMemory : onDisk;
		const replaced = cache.peek(kept.key);
		cache.set(kept.key, kept);
		if (replaced?.path?.href !== kept.path?.href) removeFile(replaced?.path);
		if (!cache.has(kept.key)) {
			removeFile(kept.path);
			return false;
		}
		const sharing = byDigest.get(kept.variant.body) ?? new Set();
		byDigest.set(kept.variant.body, sharing.add(kept));
		return true;
	};

	const forgetOld = () => {
		if (options.keep === 0) return;
		const oldest = now() - options.keep;
		for (const cache of [onDisk, inMemory]) {
			for (const { key, usedAt } of [...cache.values()]) if (usedAt < oldest) cache.delete(key);
		}
	};

	const use = (kept: Kept) => {
		kept.usedAt = now();
		(kept.path === undefined ? inMemory : onDisk).get(kept.key);
		if (kept.path === undefined || kept.usedAt - kept.touchedAt < options.keep / 4) return;
		kept.touchedAt = kept.usedAt;
		const time = kept.usedAt / 1_000;
		utimes(kept.path, time, time, () => undefined);
	};

	if (folder !== undefined) for (const kept of listKept(folder, options, now())) keep(kept);

	return {
		get all() {
			return [...onDisk.values(), ...inMemory.values()];
		},
		async add({ file, reads, headers, body, isPrivate }) {
			const digest = digestContent(body.identity);
			const variant: StoredVariant = { reads: [...reads], body: digest, headers: { ...headers } };
			const key = digestValue([file, variant.reads]);
			forgetOld();
			// Other processes may serve what they have rendered of the same: other bytes, another file.
			const path =
				folder === undefined || isPrivate
					? undefined
					: new URL(`${key}-${digest.slice(0, 16)}${ENDING}`, folder);
			const written = path && (await tryWrite(path, { file, variant, body }, onProblem));
			const source = written ?? keptBody(body);
			const times = { usedAt: now(), touchedAt: now() };
			const kept = { key, file, variant, source, path: written && path, ...times };
			return keep(kept) ? variant : undefined;
		},
		read(digest, coding) {
			const name = `${coding}:${digest}`;
			for (const kept of byDigest.get(digest) ?? []) {
				const bytes = bodies.get(name) ?? kept.source.read(coding);
				if (bytes === undefined) continue;
				if (kept.path !== undefined) bodies.set(name, bytes);
				use(kept);
				return bytes;
			}
			return undefined;
		},
		get size() {
			return {
				variants: onDisk.size + inMemory.size,
				memory: inMemory.calculatedSize + bodies.calculatedSize,
				disk: onDisk.calculatedSize,
			};
		},
	};
}

/** What an earlier process has left; what is too old, or was never finished, is removed. */
function* listKept(folder: URL, { keep }: LivePagesOptions, now: number): Generator<Kept> {
	for (const name of namesIn(folder)) {
		const path = new URL(name, folder);
		const isUnfinished = name.endsWith('.partial') && timeOf(path) < now - LONGEST_WRITE;
		if (isUnfinished) removeFile(path);
	}
	for (const page of listLivePages(folder)) {
		const { name, file, variant } = page;
		const path = new URL(`${name}${ENDING}`, folder);
		const time = timeOf(path);
		const key = digestValue([file, variant.reads]);
		if (keep > 0 && time < now - keep) removeFile(path);
		else yield { key, file, variant, source: page, path, usedAt: time, touchedAt: time };
	}
}

async function tryWrite(
	path: URL,
	page: Parameters<typeof writeLivePageFile>[1],
	onProblem: (message: string) => void,
): Promise<LivePageFile | undefined> {
	try {
		mkdirSync(new URL('./', path), { recursive: true });
		return await writeLivePageFile(path, page);
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? error.code : undefined;
		const why = typeof code === 'string' ? code : describeThrown(error);
		onProblem(`variants rendered live cannot be written, and are kept in memory only: ${why}`);
		return undefined;
	}
}

function keptBody(body: EncodedBody): Kept['source'] {
	const buffers = Object.values(body);
	return {
		size: buffers.reduce((sum, { length }) => sum + length, 0),
		read: (coding) => body[coding],
	};
}
