import {
	chmod,
	constants,
	copyFile,
	mkdir,
	readdir,
	rename,
	rm,
	stat,
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
/** Builds that are kept beside the one that is served. Each has the size of its store. */
const MOST_BUILDS = 10;
/** Milliseconds after which what was not finished never will be. */
const ABANDONED = 3_600_000;

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

/**
 * Keeps a copy of a build's store (one that shares its blocks where the file system can), and its segments; tells whether it was not kept
 * before. Of a build that goes away together with what is kept, because its folder contains it, only the segments. Throws what the file
 * system throws.
 */
export async function keepBuild(
	builds: URL,
	{ id, folder }: ServedBuild,
	{ segments }: Pick<ChooseDefinition, 'segments'>,
): Promise<boolean> {
	if (await isKept(builds, id)) return false;
	const partial = new URL(`./${id}.${process.pid}.partial/`, builds);
	await mkdir(partial, { recursive: true });
	try {
		if (!builds.href.startsWith(folder.href)) {
			await copyStore(new URL(`${STORE_FOLDER}/`, folder), partial);
		}
		const kept: KeptSegments = segments.map((segment) => ({
			name: segment.name,
			private: segment.private,
			catchAll: isCatchAll(segment),
		}));
		await writeFile(new URL(SEGMENTS_FILE, partial), JSON.stringify(kept), { mode: PRIVATE_FILE });
		await rename(partial, new URL(`./${id}`, builds));
		return true;
	} catch (error) {
		await rm(partial, { recursive: true, force: true });
		// Another process was first.
		if (!(await isKept(builds, id))) throw error;
		return false;
	}
}

async function copyStore(variants: URL, into: URL): Promise<void> {
	for (const name of await readdir(variants)) {
		if (name !== INDEX_FILE && !/^pack-.*\.bin$/.test(name)) continue;
		// Not a hard link: whoever damages one would damage the other.
		const copy = new URL(name, into);
		await copyFile(new URL(name, variants), copy, constants.COPYFILE_FICLONE);
		// As everything else in the history.
		await chmod(copy, PRIVATE_FILE);
	}
}

async function isKept(builds: URL, id: string): Promise<boolean> {
	return (await readdir(builds).catch((): string[] => [])).includes(id);
}

/** Undefined when it is not kept, or is not what was kept. The build in the server folder may not have been copied. */
export function openKeptBuild(builds: URL, id: string, serverFolder: URL): KeptBuild | undefined {
	const folder = new URL(`./${id}/`, builds);
	const segments = readJsonFile(new URL(SEGMENTS_FILE, folder), keptSegmentsSchema);
	if (segments === undefined) return undefined;
	for (const place of [folder, new URL(`${STORE_FOLDER}/`, serverFolder)]) {
		try {
			const store = openStoreFolder(place, { memoryBytes: MEMORY_BYTES });
			if (store.id === id) return { store, segments };
			store.close();
		} catch {
			// Not there, or not readable any more: as good as gone.
		}
	}
	return undefined;
}

/** Removes all but the present build and the newest of the others, and copies that were never finished. */
export async function limitBuilds(builds: URL, present: string, now: number): Promise<void> {
	const found: { readonly name: string; readonly at: number }[] = [];
	for (const name of await readdir(builds).catch((): string[] => [])) {
		const { mtimeMs = now } =
			(await stat(new URL(`./${name}`, builds)).catch(() => undefined)) ?? {};
		found.push({ name, at: mtimeMs });
	}
	const isPartial = ({ name }: { readonly name: string }) => name.endsWith('.partial');
	const others = found
		.filter((one) => !isPartial(one) && one.name !== present)
		.sort((a, b) => b.at - a.at);
	const abandoned = found.filter((one) => isPartial(one) && one.at < now - ABANDONED);
	for (const { name } of [...others.slice(MOST_BUILDS), ...abandoned]) {
		await rm(new URL(`./${name}`, builds), { recursive: true, force: true });
	}
}

/** Removes the builds that are not named any more. */
export async function forgetBuilds(builds: URL, named: ReadonlySet<string>): Promise<void> {
	for (const id of await readdir(builds).catch((): string[] => [])) {
		if (!named.has(id) && !id.endsWith('.partial')) {
			await rm(new URL(`./${id}`, builds), { recursive: true, force: true });
		}
	}
}
