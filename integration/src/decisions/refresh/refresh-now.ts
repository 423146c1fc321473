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
}

interface Asked {
	readonly subject: Subject;
	readonly outcome: CallOutcome;
}

/** Asks for all, whoever is due. While Choose is taken to be down one is asked first, and the others only if that one is answered. */
export async function refreshNow(options: RefreshNowOptions): Promise<RefreshOutcome> {
	const { subjects, gate } = options;
	const ask = async (subject: Subject, isProbe: boolean): Promise<Asked> => {
		const mode = { ...options.modeOf(subject), isProbe };
		return { subject, outcome: await options.calls.ask(subject, mode) };
	};
	const [first, ...others] = subjects;
	if (first === undefined) return { asked: 0, failed: 0, problems: [] };
	const isDown = gate.breaker !== 'closed';
	const probe = isDown ? [await ask(first, true)] : [];
	if (isDown && probe[0]?.outcome.kind !== 'answered') return outcomeOf(probe, options);
	const rest = await Promise.all(
		(isDown ? others : subjects).map((subject) => ask(subject, false)),
	);
	return outcomeOf([...probe, ...rest], options);
}

function outcomeOf(asked: readonly Asked[], { subjects, gate }: RefreshNowOptions): RefreshOutcome {
	const made = asked.filter(({ outcome }) => outcome.kind !== 'held');
	const reasons = made.flatMap(({ subject, outcome }) =>
		outcome.kind === 'failed' ? [describeFailure(outcome.error, subject)] : [],
	);
	const isPartial = made.length < subjects.length;
	const why =
		gate.pausedUntil === undefined
			? 'it does not answer at present'
			: `nothing is asked until ${new Date(gate.pausedUntil).toISOString()}, because it limits the rate of calls`;
	const left = isPartial ? [`Choose was not asked for every segment: ${why}`] : [];
	return {
		asked: made.length,
		failed: reasons.length,
		problems: [...new Set([...reasons, ...left])],
	};
}
