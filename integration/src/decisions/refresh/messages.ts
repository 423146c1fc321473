import { ChooseError, describeThrown, ERRORS, type Problem } from '../../errors.js';
import type { GateChange } from './gate.js';
import type { Subject } from './subjects.js';

export interface RefresherLog {
	info(message: string): void;
	warn(message: string): void;
	error(message: string): void;
}

/** What went wrong with a call. Of a private segment only its kind: Choose may repeat the profile it was asked about. */
export function describeFailure(error: unknown, subject: Pick<Subject, 'isPrivate'>): string {
	if (!subject.isPrivate)
		return error instanceof ChooseError ? error.message : describeThrown(error);
	const [problem] = error instanceof ChooseError ? error.problems : [];
	return describeKind(problem);
}

function describeKind(problem: Problem | undefined): string {
	return problem === undefined ? 'A call failed' : `${ERRORS[problem.name]} (${problem.name})`;
}

/** One line for each change of the way to Choose. */
export function logGateChange(change: GateChange, log: RefresherLog): void {
	if (change.to === 'closed') {
		log.info(
			`Choose answers again: every segment that is due is asked. state=closed was=${change.from}`,
		);
		return;
	}
	const { error } = change;
	const reason = describeKind(error instanceof ChooseError ? error.problems[0] : undefined);
	const hint = (error instanceof ChooseError ? error.hint : undefined) ?? '';
	if (change.to === 'paused') {
		const until = new Date(change.until).toISOString();
		log.warn(
			`${reason}: nothing is asked for now, the last good decisions stay. state=paused until=${until} ${hint}`,
		);
		return;
	}
	log.warn(
		`${reason}: the last good decisions stay, and one call at a time tries again. state=open failures=${change.failures} ${hint}`,
	);
}

export function logRole(isAsking: boolean, log: RefresherLog): void {
	log.info(
		isAsking
			? 'this process asks Choose from now on, for all processes of this machine. role=asking'
			: 'another process of this machine asks Choose from now on. role=following',
	);
}

export function logVanishing({ label, device }: Subject, log: RefresherLog): void {
	log.error(
		`most choices are missing from the answer of Choose for ${label} (${device}): they stay until five answers in a row lack them. state=vanishing`,
	);
}
