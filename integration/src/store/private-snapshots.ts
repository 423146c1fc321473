import { rmSync } from 'node:fs';
import { z } from 'astro/zod';
import { snapshotSchema, type Snapshot } from '../decisions/snapshot.js';
import { readJsonFile, writeJsonFile } from './json-file.js';

/** Beside the index, for the owner of the process only; no copy is made of it. */
const FILE = 'private-snapshots.json';

const fileSchema = z.object({
	version: z.literal(1),
	/** Digest of the server bundle. */
	build: z.string(),
	snapshots: z.array(snapshotSchema),
});

/** Writes what a build knows of private segments into the store's folder. Throws what the file system throws. */
export function writePrivateSnapshots(
	folder: URL,
	{ build, snapshots }: { readonly build: string; readonly snapshots: readonly Snapshot[] },
): void {
	if (snapshots.length === 0) rmSync(new URL(FILE, folder), { force: true });
	else writeJsonFile(new URL(FILE, folder), { version: 1, build, snapshots });
}

/** Nothing when the file is not there, cannot be read (another user built the site), or is of another build. */
export function readPrivateSnapshots(folder: URL, build: string): readonly Snapshot[] {
	const written = readJsonFile(new URL(FILE, folder), fileSchema);
	return written?.build === build ? written.snapshots : [];
}
