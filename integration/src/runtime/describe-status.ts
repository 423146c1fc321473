import { setImmediate } from 'node:timers/promises';
import { DEVICES } from '../constants.js';
import type { Decisions } from '../decisions/decision-types.js';
import type { SwitchedOff } from '../decisions/decision-table.js';
import type { PresentSnapshot, RefresherStatus } from '../decisions/refresher-types.js';
import { isCatchAll } from '../definition/catch-all.js';
import type { ChooseDefinition, Segment } from '../definition/definition-types.js';
import { isSameSubject } from '../decisions/snapshot.js';
import { listed } from '../store/switches.js';
import type { Device } from '../types.js';
import { describeExperiences, type ShownAudience } from './describe-experiences.js';
import { surveyPages, type StatusPage } from './page-survey.js';
import type { SiteCounters, SiteStatus, StoreFigures } from './status-types.js';

/** What a status is made from. Times are in milliseconds since 1970. */
export interface StatusInput {
	readonly definition: Pick<ChooseDefinition, 'segments' | 'experiences' | 'groups'>;
	/** What an audience is shown now, and since when. */
	readonly shownTo: (audience: {
		readonly segments: readonly Segment[];
		readonly device: Device;
	}) => { readonly decisions: Decisions; readonly since: number | undefined };
	readonly snapshots: readonly PresentSnapshot[];
	/** Every varied page with all its variants, those rendered live among them. */
	readonly pages: readonly StatusPage[];
	readonly refresher: RefresherStatus;
	readonly off: SwitchedOff;
	readonly disabled: boolean;
	readonly pinnedTo: number | undefined;
	readonly build: string;
	readonly store: StoreFigures;
	readonly counters: SiteCounters;
	readonly now: number;
	readonly process: { readonly pid: number; readonly uptimeSeconds: number };
}

/**
 * The state of a running site as its operator sees it, without anything of a private segment but their number. Lets requests in between.
 */
export async function describeStatus(
	input: StatusInput,
	rest: () => Promise<unknown> = setImmediate,
): Promise<SiteStatus> {
	const { definition, snapshots, refresher, off, now } = input;
	const open = definition.segments.filter((segment) => !segment.private);
	const names = new Set(open.map(({ name }) => name));
	const audiences = listShown(input, open);
	const survey = await surveyPages(input.pages, audiences, {
		now: performance.now.bind(performance),
		rest,
	});
	const { role, breaker, calls, lastProblem, pausedUntil } = refresher;
	return {
		at: new Date(now).toISOString(),
		build: input.build,
		process: input.process,
		off: listed(off),
		disabled: input.disabled,
		pinnedTo: describeTime(input.pinnedTo),
		refresher: {
			role,
			breaker,
			pausedUntil: describeTime(pausedUntil),
			calls,
			lastProblem: lastProblem ?? null,
		},
		segments: refresher.segments
			.filter(({ segment }) => names.has(segment))
			.map((subject) => ({
				segment: subject.segment,
				device: subject.device,
				fetched: describeTime(subject.fetchedAt),
				ageSeconds:
					subject.fetchedAt === undefined ? null : Math.round((now - subject.fetchedAt) / 1_000),
				failures: subject.failures,
				expired: snapshots.find((snapshot) => isSameSubject(snapshot, subject))?.expired ?? [],
			})),
		privateSegments: definition.segments.length - open.length,
		experiences: describeExperiences(definition, off, audiences, survey),
		store: input.store,
		counters: input.counters,
	};
}

/** Each segment alone, the one that everybody matches behind it, on each device. */
function listShown({ shownTo, snapshots }: StatusInput, open: readonly Segment[]) {
	const catchAll = open.filter(isCatchAll);
	return open.flatMap((segment) =>
		DEVICES.map((device): ShownAudience => {
			const segments = isCatchAll(segment) ? [segment] : [segment, ...catchAll];
			const { decisions, since } = shownTo({ segments, device });
			const subject = { segment: segment.name, device };
			const snapshot = snapshots.find((one) => isSameSubject(one, subject));
			return {
				...subject,
				decisions,
				decided: describeTime(snapshot?.fetchedAt),
				since: describeTime(since),
			};
		}),
	);
}

function describeTime(time: number | undefined): string | null {
	return time === undefined ? null : new Date(time).toISOString();
}
