import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'astro/zod';
import { snapshotKey, snapshotSchema, type Snapshot } from '../decisions/snapshot.js';
import { PRIVATE_FILE } from '../store/ndjson.js';

const FILE = 'astro-choose/snapshots.json';
const keptSchema = z.object({
	version: z.literal(1),
	/** Organisation, project and address the snapshots came from. */
	source: z.string(),
	snapshots: z.array(
		z.object({
			/** Digest of the profile that was asked for. */
			identity: z.string(),
			snapshot: snapshotSchema,
		}),
	),
});

/** The last snapshots of earlier builds, kept in Astro's cache folder for a build that cannot reach Choose. Private segments are among them. */
export interface KeptSnapshots {
	/** Those of the same source, at most `maxAge` milliseconds old. Nothing when there are none or they cannot be read. */
	load(now: number, maxAge: number): Promise<readonly Snapshot[]>;
	/** Keeps new snapshots beside those of segments that are not among them. */
	save(snapshots: readonly Snapshot[]): Promise<void>;
}

/** `identityOf` tells a segment's present profile by a digest: the decisions of another are not its own. */
export function createKeptSnapshots(
	cacheDir: URL,
	source: string,
	identityOf: (segment: string) => string | undefined,
): KeptSnapshots {
	const file = new URL(FILE, cacheDir);
	const read = async () => {
		try {
			const kept = keptSchema.parse(JSON.parse(await readFile(file, 'utf8')));
			return kept.source === source ? kept.snapshots : [];
		} catch {
			return [];
		}
	};
	return {
		async load(now, maxAge) {
			return (await read())
				.filter(({ identity, snapshot }) => identity === identityOf(snapshot.segment))
				.map(({ snapshot }) => snapshot)
				.filter(({ fetchedAt }) => now - fetchedAt <= maxAge);
		},
		async save(snapshots) {
			if (snapshots.length === 0) return;
			const fresh = snapshots.map((snapshot) => ({
				identity: identityOf(snapshot.segment) ?? '',
				snapshot,
			}));
			const all = new Map(
				[...(await read()), ...fresh].map((one) => [
					snapshotKey(one.snapshot.segment, one.snapshot.device),
					one,
				]),
			);
			const partial = new URL(`${FILE}.${process.pid}.partial`, cacheDir);
			await mkdir(new URL('./', file), { recursive: true });
			await writeFile(
				partial,
				JSON.stringify({ version: 1, source, snapshots: [...all.values()] }),
				{ mode: PRIVATE_FILE },
			);
			await rename(partial, file);
		},
	};
}
