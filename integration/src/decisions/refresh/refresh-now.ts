import type { RefreshOutcome } from '../refresher-types.js';
import type { Gate } from './gate.js';
import { describeFailure } from './messages.js';
import type { AskMode, CallOutcome, SegmentCalls } from './segment-calls.js';
import type { Subject } from './subjects.js';

export interface RefreshNowOptions {
	readonly subjects: readonly Subject[];
	readonly calls: Pick<SegmentCalls, 'ask'>;
	readonly gate: Pick<Gate, 'breaker' | 'pausedUntil'>;
	/** How each is asked. */
	readonly modeOf: (subject: Subject) => AskMode;
	/** Milliseconds to wait for Choose. What it answers later is taken all the same. */
	readonly deadline: number;
}

interface Asked {
	readonly subject: Subject;
	readonly outcome: CallOutcome | { readonly kind: 'late' };
}

/**
 * Asks for all, whoever is due. While Choose is taken to be down one is asked first, and the others only if that one is answered. What
 * is not answered in time counts as failed.
 */
export async function refreshNow(options: RefreshNowOptions): Promise<RefreshOutcome> {
	const { subjects, gate } = options;
	const late = Promise.withResolvers<{ readonly kind: 'late' }>();
	const timer = setTimeout(() => late.resolve({ kind: 'late' }), options.deadline);
	const ask = async (subject: Subject, isProbe: boolean): Promise<Asked> => {
		const mode = { ...options.modeOf(subject), isProbe };
		const outcome = await Promise.race([options.calls.ask(subject, mode), late.promise]);
		return { subject, outcome };
	};
	const asked = await askAll(subjects, gate, ask);
	clearTimeout(timer);
	return outcomeOf(asked, options);
}

async function askAll(
	subjects: readonly Subject[],
	gate: Pick<Gate, 'breaker'>,
	ask: (subject: Subject, isProbe: boolean) => Promise<Asked>,
): Promise<Asked[]> {
	const [first, ...others] = subjects;
	if (first === undefined) return [];
	const isDown = gate.breaker !== 'closed';
	const probe = isDown ? [await ask(first, true)] : [];
	if (isDown && probe[0]?.outcome.kind !== 'answered') return probe;
	const rest = await Promise.all(
		(isDown ? others : subjects).map((subject) => ask(subject, false)),
	);
	return [...probe, ...rest];
}

function outcomeOf(
	asked: readonly Asked[],
	{ subjects, gate, deadline }: RefreshNowOptions,
): RefreshOutcome {
	const made = asked.filter(({ outcome }) => outcome.kind !== 'held');
	const reasons = made.flatMap(({ subject, outcome }) =>
		outcome.kind === 'failed' ? [describeFailure(outcome.error, subject)] : [],
	);
	const late = made.filter(({ outcome }) => outcome.kind === 'late').length;
	const slow =
		late === 0
			? []
			: [
					`Choose did not answer in time: ${late} of ${made.length} answers were still missing after ${deadline / 1_000} s; they are shown when they come`,
				];
	const isPartial = made.length < subjects.length;
	const why =
		gate.pausedUntil === undefined
			? 'it does not answer at present'
			: `nothing is asked until ${new Date(gate.pausedUntil).toISOString()}, because it limits the rate of calls`;
	const left = isPartial ? [`Choose was not asked for every segment: ${why}`] : [];
	return {
		asked: made.length,
		failed: reasons.length + late,
		problems: [...new Set([...reasons, ...slow, ...left])],
	};
}
