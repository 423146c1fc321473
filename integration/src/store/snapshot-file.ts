import { z } from 'astro/zod';
import { keyOfKnown, mergeKnown, type Known } from '../decisions/refresh/known.js';
import type { SharedSnapshots } from '../decisions/refresh/share-types.js';
import { snapshotSchema } from '../decisions/snapshot.js';
import { readJsonFile, watchFile, writeJsonFile, type Watching } from './json-file.js';

/** Milliseconds that decisions are kept which nobody asks for any more: those of other builds, or of other profiles. */
const KEEP = 7 * 86_400_000;
/** How far the clock of whoever wrote may be ahead. What is later than that is not believed. */
const TOLERANCE = 60_000;

const natural = z.number().int().min(0);
const fileSchema = z.object({
	version: z.literal(1),
	known: z.array(
		z.object({
			identity: z.string(),
			asked: z.array(z.string()),
			snapshot: snapshotSchema,
			misses: z.record(z.string(), natural),
			answeredAt: z.number(),
			attempt: z.object({ at: z.number(), failed: z.boolean() }),
		}),
	),
});

export interface SnapshotFileOptions {
	readonly file: URL;
	readonly now: () => number;
	/** The file could not be written. Told once, and again after it could. */
	readonly onProblem: (error: unknown) => void;
}

/**
 * The last decisions of every segment, of all builds, in one file. Each thing in it is known by its profile, by where it was asked for
 * and by what was asked, and the newest of it stays; so processes that write at the same time come to agree.
 */
export function createSnapshotFile({ file, now, onProblem }: SnapshotFileOptions): SharedSnapshots {
	let watching: Watching | undefined;
	let isFailing = false;
	const read = (): readonly Known[] => {
		const latest = now() + TOLERANCE;
		return (readJsonFile(file, fileSchema)?.known ?? []).filter(
			({ snapshot, answeredAt, attempt }) =>
				Math.max(snapshot.fetchedAt, answeredAt, attempt.at) <= latest,
		);
	};
	return {
		read,
		write(known) {
			const own = mergeKnown(known, [], now());
			const isKept = (one: Known) =>
				own.has(keyOfKnown(one)) || now() - Math.max(one.answeredAt, one.attempt.at) < KEEP;
			try {
				const all = mergeKnown(own.values(), read().filter(isKept), now());
				writeJsonFile(file, { version: 1, known: [...all.values()] });
				isFailing = false;
			} catch (error) {
				if (!isFailing) onProblem(error);
				isFailing = true;
			}
		},
		start(onChange) {
			watching ??= watchFile(file, onChange);
		},
		stop() {
			watching?.stop();
		},
	};
}
