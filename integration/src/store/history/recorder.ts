import type { ChooseDefinition } from '../../definition/definition-types.js';
import type { DecidedDigests } from '../../decisions/decided-digests.js';
import { changesBetween } from '../../decisions/decision-changes.js';
import type { DecisionTable } from '../../decisions/decision-table.js';
import type { Snapshot } from '../../decisions/snapshot.js';
import { describeThrown } from '../../errors.js';
import { appendToLog, type LoggedChange } from '../decision-log.js';
import type { StateFolder } from '../state-folder.js';
import { forgetContents, putContent } from './contents.js';
import { historyFolders } from './history-folders.js';
import { forgetBuilds, keepBuild, limitBuilds, type ServedBuild } from './kept-builds.js';
import { readPastDecisions } from './past.js';
import { keyOfSubject, listSubjects, type Subject } from './subjects.js';
import {
	appendToTimeline,
	dayOf,
	endOfTimeline,
	forgetBefore,
	readMoments,
	type Moment,
} from './timeline.js';

/** Decisions that have just become what visitors see. */
export interface DecisionRecord {
	/** Milliseconds since 1970. */
	readonly at: number;
	readonly table: DecisionTable;
	readonly snapshots: readonly Snapshot[];
	readonly build: ServedBuild;
}

/** Writes down what visitors see from when on: the decision log, and what is needed to show it again and to go back to it. */
export interface Recorder {
	/** Resolves when it is written, one after the other. Never rejects. */
	record(record: DecisionRecord): Promise<void>;
}

export interface RecorderOptions {
	readonly state: Pick<StateFolder, 'log' | 'history'>;
	readonly definition: ChooseDefinition;
	/** Milliseconds that the past is kept. */
	readonly keep: number;
	/** Told once when writing begins to fail. */
	readonly onProblem: (message: string) => void;
}

/** Nothing is written down: there is no folder for it. */
export const NO_RECORDER: Recorder = { record: () => Promise.resolve() };

/** Milliseconds between two times that the past is looked through for what is too old. */
const FORGET_EVERY = 3_600_000;

export function createRecorder({ state, definition, keep, onProblem }: RecorderOptions): Recorder {
	const folders = historyFolders(state);
	const listChanges = createChangeList(definition);
	let known: ReadonlyMap<string, DecidedDigests> = new Map();
	/** What the timeline's file of a day has last, by subject. */
	const written = { day: '', moments: new Map<string, string>() };
	/** Where the timeline ended when it was last written here. */
	let end = '';
	let forgotAt = -Infinity;
	let isFailing = false;
	let tail = Promise.resolve();

	const writeMoments = async (at: number, build: string, subjects: readonly Subject[]) => {
		const day = dayOf(at);
		if (day !== written.day) written.moments.clear();
		written.day = day;
		const moments: Moment[] = [];
		for (const { segment, device, decided, snapshot } of subjects) {
			moments.push({
				time: new Date(at).toISOString(),
				build,
				segment,
				device,
				fetchedAt: snapshot?.fetchedAt ?? null,
				reply: snapshot ? await putContent(folders.replies, snapshot.reply) : null,
				decided: await putContent(folders.decided, decided),
			});
		}
		const isNew = (one: Moment) => written.moments.get(keyOfSubject(one)) !== contentOf(one);
		const fresh = moments.filter(isNew);
		await appendToTimeline(folders.timeline, day, fresh);
		end = endOfTimeline(folders.timeline);
		for (const moment of fresh) written.moments.set(keyOfSubject(moment), contentOf(moment));
	};

	const forget = async (at: number, build: string) => {
		if (at - forgotAt < FORGET_EVERY) return;
		forgotAt = at;
		if (!(await forgetBefore(folders.timeline, at - keep))) return;
		const named = {
			replies: new Set<string>(),
			decided: new Set<string>(),
			builds: new Set([build]),
		};
		for await (const { reply, decided, build: shown } of readMoments(folders.timeline)) {
			if (reply !== null) named.replies.add(reply);
			named.decided.add(decided);
			named.builds.add(shown);
		}
		await forgetContents(folders.replies, named.replies, at);
		await forgetContents(folders.decided, named.decided, at);
		await forgetBuilds(folders.builds, named.builds);
	};

	const write = async ({ at, table, snapshots, build }: DecisionRecord) => {
		const subjects = listSubjects(definition, table, snapshots);
		// Another process has written, before this one or meanwhile.
		if (endOfTimeline(folders.timeline) !== end) {
			known = await readPastDecisions(folders, at);
			written.moments.clear();
		}
		const changes = listChanges(known, subjects);
		const time = new Date(at).toISOString();
		const lines = changes.map((one): LoggedChange => ({ time, build: build.id, ...one }));
		await writeMoments(at, build.id, subjects);
		await appendToLog(state.log, lines, at, { keep });
		known = new Map(subjects.map((subject) => [keyOfSubject(subject), subject.decided]));
		const isNew = await keepBuild(folders.builds, build, definition);
		if (isNew) await limitBuilds(folders.builds, build.id, at);
		await forget(at, build.id);
	};

	return {
		record(record) {
			tail = tail
				.then(() => write(record))
				.then(
					() => {
						isFailing = false;
					},
					(error: unknown) => {
						const message = `what is shown could not be written down: ${describeThrown(error)}`;
						if (!isFailing) onProblem(message);
						isFailing = true;
					},
				);
			return tail;
		},
	};
}

function contentOf({ reply, decided }: Moment): string {
	return `${reply ?? ''} ${decided}`;
}

function createChangeList({ locales, experiences }: ChooseDefinition) {
	const names = locales.all.map(([name]) => name);
	const isPerVisitor = (experience = '') => experiences[experience]?.per === 'visitor';
	return (known: ReadonlyMap<string, DecidedDigests>, subjects: readonly Subject[]) =>
		subjects.flatMap(({ segment, device, isLogged, decided }) => {
			if (!isLogged) return [];
			const changes = changesBetween(known.get(keyOfSubject({ segment, device })), decided, names);
			return changes
				.filter(({ experience, old, reason }) => {
					if (segment === null) return true;
					// A segment for which nothing is chosen is shown the defaults, which have a line of their own.
					return !isPerVisitor(experience) && (old !== null || reason !== 'absent');
				})
				.map((change) => ({ segment, device, ...change }));
		});
}
