import type { ChooseDefinition } from '../definition/definition-types.js';
import { digestValue } from '../decisions/digest.js';
import { namesAsked } from '../decisions/question.js';
import { createNoShare, type RefresherShare } from '../decisions/refresh/share-types.js';
import { createRefresherLock } from './refresher-lock.js';
import { createSeenSegments } from './seen-segments.js';
import { createSnapshotFile } from './snapshot-file.js';
import type { StateFolder } from './state-folder.js';

export interface ShareOptions {
	/** Undefined: none that can be written. */
	readonly state: Pick<StateFolder, 'refresherLock' | 'snapshots' | 'seen'> | undefined;
	readonly definition: ChooseDefinition;
	/** The address, organisation and project that are asked. */
	readonly source: string;
	/** Seconds. */
	readonly idle: number;
	readonly now: () => number;
	/** Decisions could not be written down. */
	readonly onProblem: (error: unknown) => void;
}

/**
 * What the processes that meet in a state folder share. Those that ask for the same (processes of one build, and of builds that declare
 * the same experiences) have one lock; a build that declares others asks for itself.
 */
export function createRefresherShare(options: ShareOptions): RefresherShare {
	const { state, definition, source, now, onProblem } = options;
	if (state === undefined) return createNoShare();
	const profiles = definition.segments.map((segment) => [segment.name, segment.profiles[0]]);
	const scope = digestValue([source, namesAsked(definition), profiles]).replace(/\W/g, '');
	return {
		lock: createRefresherLock({ file: new URL(`${state.refresherLock.href}.${scope}`), now }),
		snapshots: createSnapshotFile({ file: state.snapshots, now, onProblem }),
		seen: createSeenSegments({ folder: state.seen, idle: options.idle * 1_000, now }),
	};
}
