import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { LRUCache } from 'lru-cache';
import { digestValue } from '../decisions/digest.js';
import type { Read } from '../variants/reads.js';
import type { Coding, EncodedBody } from './codings.js';
import { digestContent } from './content-digest.js';
import type { StoredVariant } from './index-file.js';
import { openLivePageFile, writeLivePageFile, type LivePageFile } from './live-page-file.js';

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
}

interface Kept extends LivePage {
	readonly key: string;
	readonly source: Pick<LivePageFile, 'read' | 'size'>;
}

const ENDING = '.page';

export function createLivePages(options: LivePagesOptions): LivePages {
	const { folder, onRemove, onProblem } = options;
	const byDigest = new Map<string, Set<Kept>>();
	const forget = (kept: Kept) => {
		const sharing = byDigest.get(kept.variant.body);
		sharing?.delete(kept);
		if (sharing?.size === 0) byDigest.delete(kept.variant.body);
	};
	const createKept = (bytes: number, onGone: (key: string) => void) =>
		new LRUCache<string, Kept>({
			max: Math.max(1, options.variants),
			maxSize: Math.max(1, bytes),
			sizeCalculation: ({ source }) => Math.max(1, source.size),
			...(options.keep > 0 && { ttl: options.keep, updateAgeOnGet: true }),
			dispose(kept, key, reason) {
				forget(kept);
				if (reason !== 'set') onGone(key);
				onRemove(kept);
			},
		});
	const onDisk = createKept(options.disk, (key) => {
		if (folder !== undefined) rmSync(fileOf(folder, key), { force: true });
	});
	const inMemory = createKept(options.memory, () => undefined);
	const bodies = new LRUCache<string, Buffer>({
		maxSize: Math.max(1, options.memory),
		sizeCalculation: (bytes) => Math.max(1, bytes.length),
	});

	const keep = (cache: LRUCache<string, Kept>, kept: Kept): boolean => {
		cache.set(kept.key, kept);
		if (!cache.has(kept.key)) return false;
		const sharing = byDigest.get(kept.variant.body) ?? new Set();
		byDigest.set(kept.variant.body, sharing.add(kept));
		return true;
	};

	if (folder !== undefined) {
		for (const kept of listKept(folder, options.keep)) keep(onDisk, kept);
	}

	return {
		get all() {
			return [...onDisk.values(), ...inMemory.values()];
		},
		async add({ file, reads, headers, body, isPrivate }) {
			const variant: StoredVariant = {
				reads: [...reads],
				body: digestContent(body.identity),
				headers: { ...headers },
			};
			const key = digestValue([file, variant.reads]);
			onDisk.purgeStale();
			inMemory.purgeStale();
			const written =
				folder === undefined || isPrivate
					? undefined
					: await tryWrite(folder, key, { file, variant, body }, onProblem);
			const kept = { key, file, variant, source: written ?? keptBody(body) };
			if (keep(written === undefined ? inMemory : onDisk, kept)) return variant;
			if (written !== undefined && folder !== undefined)
				rmSync(fileOf(folder, key), { force: true });
			return undefined;
		},
		read(digest, coding) {
			const name = `${coding}:${digest}`;
			for (const { key, source } of byDigest.get(digest) ?? []) {
				if (inMemory.get(key) === undefined) onDisk.get(key);
				const bytes = bodies.get(name) ?? source.read(coding);
				if (bytes === undefined) continue;
				if (onDisk.has(key)) bodies.set(name, bytes);
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

/** The variants of a build as they lie in its folder, the one written first first. What is not one of them is left alone. */
export function listLivePages(folder: URL): readonly (LivePageFile & { readonly name: string })[] {
	return namesIn(folder)
		.filter((name) => name.endsWith(ENDING))
		.map((name) => {
			const path = new URL(name, folder);
			const time = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
			return { name: name.slice(0, -ENDING.length), time, page: openLivePageFile(path) };
		})
		.toSorted((a, b) => a.time - b.time)
		.flatMap(({ name, page }) => (page === undefined ? [] : [{ ...page, name }]));
}

/** The variants of a build for looking at, whatever process keeps them. */
export function openLivePages(
	pages: URL,
	build: string,
): Pick<LivePages, 'read'> & { readonly variants: readonly LivePage[] } {
	const variants = listLivePages(new URL(`${build}/`, pages));
	return {
		variants,
		read: (digest, coding) => variants.find(({ variant }) => variant.body === digest)?.read(coding),
	};
}

/** Removes the variants of builds that nobody has written to for as long as variants are kept. */
export function pruneLivePages(pages: URL, present: string, keep: number, now: number): void {
	for (const build of namesIn(pages)) {
		if (build === present) continue;
		const folder = new URL(`${build}/`, pages);
		const time = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? now;
		if (now - time > keep) rmSync(folder, { recursive: true, force: true });
	}
}

function* listKept(folder: URL, keep: number): Generator<Kept> {
	try {
		mkdirSync(folder, { recursive: true });
	} catch {
		return;
	}
	const oldest = keep > 0 ? Date.now() - keep : 0;
	for (const page of listLivePages(folder)) {
		const { name, file, variant } = page;
		const path = fileOf(folder, name);
		const time = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
		if (time < oldest) rmSync(path, { force: true });
		else yield { key: name, file, variant, source: page };
	}
}

async function tryWrite(
	folder: URL,
	key: string,
	page: Parameters<typeof writeLivePageFile>[1],
	onProblem: (message: string) => void,
): Promise<LivePageFile | undefined> {
	try {
		return await writeLivePageFile(fileOf(folder, key), page);
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		onProblem(`variants rendered live are kept in memory only: ${why}`);
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

function namesIn(folder: URL): string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}

function fileOf(folder: URL, key: string): URL {
	return new URL(`${key}${ENDING}`, folder);
}
