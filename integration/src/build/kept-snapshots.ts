import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'astro/zod';
import { snapshotKey, snapshotSchema, type Snapshot } from '../decisions/snapshot.js';

const FILE = 'astro-choose/snapshots.json';
const keptSchema = z.object({
	version: z.literal(1),
	/** Organisation, project and address the snapshots came from. */
	source: z.string(),
	snapshots: z.array(snapshotSchema),
});

/** The last snapshots of earlier builds, kept in Astro's cache folder for a build that cannot reach Choose. */
export interface KeptSnapshots {
	/** Those of the same source, at most `maxAge` milliseconds old. Nothing when there are none or they cannot be read. */
	load(now: number, maxAge: number): Promise<readonly Snapshot[]>;
	/** Keeps new snapshots beside those of segments that are not among them. */
	save(snapshots: readonly Snapshot[]): Promise<void>;
}

export function createKeptSnapshots(cacheDir: URL, source: string): KeptSnapshots {
	const file = new URL(FILE, cacheDir);
	const read = async (): Promise<readonly Snapshot[]> => {
		try {
			const kept = keptSchema.parse(JSON.parse(await readFile(file, 'utf8')));
			return kept.source === source ? kept.snapshots : [];
		} catch {
			return [];
		}
	};
	return {
		async load(now, maxAge) {
			return (await read()).filter(({ fetchedAt }) => now - fetchedAt <= maxAge);
		},
		async save(snapshots) {
			if (snapshots.length === 0) return;
			const all = new Map(
				[...(await read()), ...snapshots].map((one) => [snapshotKey(one.segment, one.device), one]),
			);
			const partial = new URL(`${FILE}.${process.pid}.partial`, cacheDir);
			await mkdir(new URL('./', file), { recursive: true });
			const kept = { version: 1, source, snapshots: [...all.values()] };
			await writeFile(partial, JSON.stringify(kept));
			await rename(partial, file);
		},
	};
}
