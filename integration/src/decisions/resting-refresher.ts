import type { ChooseDefinition } from '../definition/definition-types.js';
import { namesAsked } from './question.js';
import { createKnowledge } from './refresh/knowledge.js';
import { segmentStatus } from './refresh/segment-status.js';
import type { RefresherShare } from './refresh/share-types.js';
import { subjectsOf } from './refresh/subjects.js';
import type { Refresher } from './refresher-types.js';
import type { Snapshot } from './snapshot.js';

export interface RestingOptions {
	readonly definition: ChooseDefinition;
	/** The address, organisation and project that the decisions come from. */
	readonly source: string;
	/** What the build knew. */
	readonly built: readonly Snapshot[];
	readonly share: Pick<RefresherShare, 'snapshots'>;
	/** Why nothing is asked, and what to set to change that: the answer to whoever asks for a refresh. */
	readonly reason: string;
	/** Milliseconds since 1970. */
	readonly now: () => number;
}

/** Asks nobody: what is in force stays what the build, or an earlier process, knew. */
export function createRestingRefresher(options: RestingOptions): Refresher {
	const { definition, source, built, share, reason, now } = options;
	const subjects = subjectsOf(definition, source);
	const asked = namesAsked(definition);
	const kept = share.snapshots.read();
	// Nothing is old that nobody tries to renew.
	const knowledge = createKnowledge({ subjects, asked, limits: new Map(), built, kept, now });
	return {
		present: knowledge.present(),
		start: () => Promise.resolve(),
		refresh: () => Promise.resolve({ asked: 0, failed: 0, problems: [reason] }),
		status: {
			role: 'off',
			breaker: 'closed',
			pausedUntil: undefined,
			calls: { made: 0, failed: 0 },
			segments: segmentStatus(subjects, knowledge, () => 0),
			lastProblem: undefined,
		},
		stop: () => Promise.resolve(),
	};
}
