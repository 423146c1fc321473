import pLimit from 'p-limit';
import type { ChooseClient, Reply } from '../choose/choose-types.js';
import { DEVICES } from '../constants.js';
import { canonicalJson } from '../decisions/digest.js';
import { asksForAnything, createQuestion } from '../decisions/question.js';
import type { Snapshot } from '../decisions/snapshot.js';
import type { ChooseDefinition, Profile, Segment } from '../definition/definition-types.js';
import { ChooseError } from '../errors.js';
import type { Device } from '../types.js';

/** Whom a call stands for. */
export interface Subject {
	readonly segment: string;
	readonly device: Device;
}

/** Two witnesses of one segment that got different payloads: the experience is split at random. */
export interface Disagreement extends Subject {
	/** The experience or group. */
	readonly name: string;
}

export interface FailedCall extends Subject {
	readonly error: unknown;
}

export interface Asked {
	/** Of the segments that answered. */
	readonly snapshots: readonly Snapshot[];
	readonly disagreements: readonly Disagreement[];
	readonly failures: readonly FailedCall[];
	/** Witnesses that could not be asked, of segments that answered. */
	readonly failedWitnesses: readonly FailedCall[];
	readonly calls: { readonly made: number; readonly failed: number };
}

export const NOTHING_ASKED: Asked = {
	snapshots: [],
	disagreements: [],
	failures: [],
	failedWitnesses: [],
	calls: { made: 0, failed: 0 },
};

export interface AskOptions {
	readonly client: ChooseClient;
	readonly concurrency: number;
	readonly now: () => number;
	readonly onProgress: (done: number, total: number) => void;
}

/** Errors that the next call would only meet again. */
const FINAL_ERRORS = new Set(['ChooseUnauthorized', 'ChooseNotFound']);
/** Failures in a row after which nothing more is asked. */
const MOST_FAILURES = 5;

/** Asks Choose once for every segment × device × witness, everything that is declared per segment at once. */
export async function askChoose(definition: ChooseDefinition, options: AskOptions): Promise<Asked> {
	if (!asksForAnything(definition)) return NOTHING_ASKED;
	const subjects = definition.segments.flatMap((segment) =>
		DEVICES.map((device) => ({ segment, device })),
	);
	const limit = pLimit(options.concurrency);
	const total = subjects.reduce((sum, { segment }) => sum + segment.profiles.length, 0);
	const calls = { made: 0, failed: 0 };
	const progress = { done: 0, failuresInRow: 0, gaveUp: undefined as Error | undefined };

	const ask = (device: Device, identity: Profile): Promise<Reply> =>
		limit(async () => {
			if (progress.gaveUp !== undefined) throw progress.gaveUp;
			calls.made++;
			try {
				const reply = await options.client.choose(createQuestion(definition, device, identity));
				progress.failuresInRow = 0;
				return reply;
			} catch (error) {
				calls.failed++;
				progress.failuresInRow++;
				const isFinal = error instanceof ChooseError && FINAL_ERRORS.has(error.name);
				if (error instanceof Error && (isFinal || progress.failuresInRow >= MOST_FAILURES)) {
					progress.gaveUp = error;
				}
				throw error;
			} finally {
				options.onProgress(++progress.done, total);
			}
		});

	const outcomes = await Promise.all(
		subjects.map(async ({ segment, device }) => {
			const fetchedAt = options.now();
			const [own, ...witnesses] = await Promise.allSettled(
				segment.profiles.map((profile) => ask(device, profile)),
			);
			if (own?.status !== 'fulfilled')
				return { failure: { segment: segment.name, device, error: own?.reason as unknown } };
			const others = witnesses.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
			return {
				answer: {
					snapshot: { segment: segment.name, device, fetchedAt, reply: own.value },
					disagreements: compareWitnesses(segment, device, own.value, others),
					failedWitnesses: witnesses.flatMap((one) =>
						one.status === 'rejected'
							? [{ segment: segment.name, device, error: one.reason as unknown }]
							: [],
					),
				},
			};
		}),
	);
	const answers = outcomes.flatMap(({ answer }) => answer ?? []);
	return {
		snapshots: answers.map(({ snapshot }) => snapshot),
		disagreements: answers.flatMap(({ disagreements }) => disagreements),
		failedWitnesses: answers.flatMap(({ failedWitnesses }) => failedWitnesses),
		failures: outcomes.flatMap(({ failure }) => failure ?? []),
		calls,
	};
}

function compareWitnesses(
	segment: Segment,
	device: Device,
	own: Reply,
	others: readonly Reply[],
): Disagreement[] {
	const names = new Set(
		[own, ...others].flatMap((reply) => [
			...Object.keys(reply.experiences),
			...Object.keys(reply.groups),
		]),
	);
	const seen = (reply: Reply, name: string) =>
		canonicalJson([reply.experiences[name], reply.groups[name]]);
	return [...names]
		.filter((name) => others.some((other) => seen(other, name) !== seen(own, name)))
		.map((name) => ({ segment: segment.name, device, name }));
}
