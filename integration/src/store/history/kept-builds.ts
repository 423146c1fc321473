import {
	chmod,
	constants,
	copyFile,
	mkdir,
	readdir,
	rename,
	rm,
	writeFile,
} from 'node:fs/promises';
import { z } from 'astro/zod';
import type { ChooseDefinition } from '../../definition/definition-types.js';
import { isCatchAll } from '../../definition/catch-all.js';
import { STORE_FOLDER } from '../bundle-digest.js';
import { INDEX_FILE } from '../index-file.js';
import { openStoreFolder, type VariantStore } from '../fs-store.js';
import { readJsonFile } from '../json-file.js';
import { PRIVATE_FILE } from '../ndjson.js';

const SEGMENTS_FILE = 'segments.json';
const MEMORY_BYTES = 16 * 1024 * 1024;

const keptSegmentsSchema = z.array(
	z.object({ name: z.string(), private: z.boolean(), catchAll: z.boolean() }),
);
/** The segments of a build, in the order of the cascade. */
export type KeptSegments = z.output<typeof keptSegmentsSchema>;

/** A build whose pages were served. */
export interface ServedBuild {
	/** That of its store. */
	readonly id: string;
	/** Its server folder. */
	readonly folder: URL;
}

export interface KeptBuild {
	readonly store: VariantStore;
	readonly segments: KeptSegments;
}

/** Keeps a copy of a build's store (one that shares its blocks where the file system can), and its segments. Throws what the file system throws. */
export async function keepBuild(
	builds: URL,
	{ id, folder }: ServedBuild,
	{ segments }: Pick<ChooseDefinition, 'segments'>,
): Promise<void> {
	if (await isKept(builds, id)) return;
	const partial = new URL(`./${id}.${process.pid}.partial/`, builds);
	await mkdir(partial, { recursive: true });
	const variants = new URL(`${STORE_FOLDER}/`, folder);
	try {
		for (const name of await readdir(variants)) {
			if (name === INDEX_FILE || /^pack-.*\.bin$/.test(name)) {
				// Not a hard link: whoever damages one would damage the other.
				const copy = new URL(name, partial);
				await copyFile(new URL(name, variants), copy, constants.COPYFILE_FICLONE);
				// It holds what private segments were decided.
				await chmod(copy, PRIVATE_FILE);
			}
		}
		const kept: KeptSegments = segments.map((segment) => ({
			name: segment.name,
			private: segment.private,
			catchAll: isCatchAll(segment),
		}));
		await writeFile(new URL(SEGMENTS_FILE, partial), JSON.stringify(kept), { mode: PRIVATE_FILE });
		await rename(partial, new URL(`./${id}`, builds));
	} catch (error) {
		await rm(partial, { recursive: true, force: true });
		// Another process was first.
		if (!(await isKept(builds, id))) throw error;
	}
}

async function isKept(builds: URL, id: string): Promise<boolean> {
	return (await readdir(builds).catch((): string[] => [])).includes(id);
}

/** Undefined when it is not kept, or is not what was kept. */
export function openKeptBuild(builds: URL, id: string): KeptBuild | undefined {
	const folder = new URL(`./${id}/`, builds);
	const segments = readJsonFile(new URL(SEGMENTS_FILE, folder), keptSegmentsSchema);
	if (segments === undefined) return undefined;
	try {
		const store = openStoreFolder(folder, { memoryBytes: MEMORY_BYTES });
		if (store.id === id) return { store, segments };
		store.close();
	} catch {
		// Not readable any more: as good as gone.
	}
	return undefined;
}

/** Removes the builds that are not named any more. */
export async function forgetBuilds(builds: URL, named: ReadonlySet<string>): Promise<void> {
	for (const id of await readdir(builds).catch((): string[] => [])) {
		if (!named.has(id) && !id.endsWith('.partial')) {
			await rm(new URL(`./${id}`, builds), { recursive: true, force: true });
		}
	}
}
