import { rmSync } from 'node:fs';
import { z } from 'astro/zod';
import { snapshotSchema, type Snapshot } from '../decisions/snapshot.js';
import { readJsonFile, writeJsonFile } from './json-file.js';

const pinSchema = z.object({
	version: z.literal(1),
	/** ISO 8601: the time whose decisions these are. */
	at: z.iso.datetime(),
	snapshots: z.array(snapshotSchema),
});

/** Decisions that are shown in place of the present ones. Private segments are among them. */
export interface Pin {
	readonly at: string;
	readonly snapshots: readonly Snapshot[];
}

/** What is pinned; undefined: nothing, or the file cannot be read. */
export function readPin(file: URL): Pin | undefined {
	return readJsonFile(file, pinSchema);
}

/** Throws what the file system throws. */
export function writePin(file: URL, pin: Pin): void {
	writeJsonFile(file, { version: 1, ...pin });
}

export function removePin(file: URL): void {
	rmSync(file, { force: true });
}
