import { decidedDigestsSchema, type DecidedDigests } from '../../decisions/decided-digests.js';
import { replySchema, type Snapshot } from '../../decisions/snapshot.js';
import { readContent } from './contents.js';
import type { HistoryFolders } from './history-folders.js';
import { keyOfSubject } from './subjects.js';
import { readTimeline, stateAt } from './timeline.js';

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
export function readPast(
	folders: Pick<HistoryFolders, 'timeline' | 'replies' | 'decided'>,
	time: number,
): Past | undefined {
	const state = stateAt(readTimeline(folders.timeline), time);
	if (state === undefined) return undefined;
	const { build, since, moments } = state;
	const decided = moments.flatMap((moment) => {
		const found = readContent(folders.decided, moment.decided, decidedDigestsSchema);
		return found === undefined ? [] : [[keyOfSubject(moment), found] as const];
	});
	const replied = moments.filter(({ reply }) => reply !== null);
	const snapshots = replied.flatMap(({ segment, device, fetchedAt, reply: digest }): Snapshot[] => {
		if (segment === null || device === null || fetchedAt === null || digest === null) return [];
		const reply = readContent(folders.replies, digest, replySchema);
		return reply === undefined ? [] : [{ segment, device, fetchedAt, reply }];
	});
	const isComplete = decided.length === moments.length && snapshots.length === replied.length;
	return { build, since, decided: new Map(decided), snapshots, isComplete };
}
