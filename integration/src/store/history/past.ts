import { decidedDigestsSchema, type DecidedDigests } from '../../decisions/decided-digests.js';
import { replySchema, type Snapshot } from '../../decisions/snapshot.js';
import { readContent } from './contents.js';
import type { HistoryFolders } from './history-folders.js';
import { keyOfSubject } from './subjects.js';
import { readState, type Moment } from './timeline.js';

/** What everybody was shown at one time. */
export interface Past {
	readonly build: string;
	/** ISO 8601: when something changed last. */
	readonly since: string;
	/** By the key of the subject. */
	readonly decided: ReadonlyMap<string, DecidedDigests>;
	/** What Choose had answered by then, private segments among it. */
	readonly snapshots: readonly Snapshot[];
	/** Whether some of it is known no more. */
	readonly isComplete: boolean;
}

/** Reads the history; undefined when it does not go back to a time (in milliseconds since 1970). */
export async function readPast(
	folders: Pick<HistoryFolders, 'timeline' | 'replies' | 'decided'>,
	time: number,
): Promise<Past | undefined> {
	const state = await readState(folders.timeline, time);
	if (state === undefined) return undefined;
	const { build, since, moments } = state;
	const decided = await readDecided(folders, moments);
	const replied = moments.filter(({ reply }) => reply !== null);
	const snapshots: Snapshot[] = [];
	for (const { segment, device, fetchedAt, reply: digest } of replied) {
		if (segment === null || device === null || fetchedAt === null || digest === null) continue;
		const reply = await readContent(folders.replies, digest, replySchema);
		if (reply !== undefined) snapshots.push({ segment, device, fetchedAt, reply });
	}
	const isComplete = decided.size === moments.length && snapshots.length === replied.length;
	return { build, since, decided, snapshots, isComplete };
}

/** What was decided at a time, by the key of the subject; empty when nothing is known of it. */
export async function readPastDecisions(
	folders: Pick<HistoryFolders, 'timeline' | 'decided'>,
	time: number,
): Promise<Past['decided']> {
	const state = await readState(folders.timeline, time);
	return readDecided(folders, state?.moments ?? []);
}

async function readDecided(
	{ decided: folder }: Pick<HistoryFolders, 'decided'>,
	moments: readonly Moment[],
): Promise<Past['decided']> {
	const decided = new Map<string, DecidedDigests>();
	for (const moment of moments) {
		const found = await readContent(folder, moment.decided, decidedDigestsSchema);
		if (found !== undefined) decided.set(keyOfSubject(moment), found);
	}
	return decided;
}
