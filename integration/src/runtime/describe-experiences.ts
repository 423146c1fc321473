import type { Decisions } from '../decisions/decision-types.js';
import type { SwitchedOff } from '../decisions/decision-table.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import type { Device } from '../types.js';
import type { PageCounts, PageSurvey } from './page-survey.js';
import type { ExperienceStatus, ShownDecision } from './status-types.js';

/** What one audience is shown. */
export interface ShownAudience {
	readonly segment: string;
	readonly device: Device;
	readonly decisions: Decisions;
	readonly decided: string | null;
	readonly since: string | null;
}

/** What is shown of every experience and group that is declared. The survey's outcomes are those of the audiences, in their order. */
export function describeExperiences(
	{ experiences, groups }: Pick<ChooseDefinition, 'experiences' | 'groups'>,
	off: SwitchedOff,
	audiences: readonly ShownAudience[],
	survey: PageSurvey,
): ExperienceStatus[] {
	const describe = (kind: 'experience' | 'group') => (name: string) => {
		const pages = survey(kind, name);
		const isOff = off === 'all' || off.has(name);
		const subject = { name, kind, off: isOff };
		return {
			...subject,
			shown: audiences.flatMap((audience, index) =>
				describeShown(subject, audience, countsOf(pages, index)),
			),
		};
	};
	return [
		...Object.keys(experiences).map(describe('experience')),
		...Object.keys(groups).map(describe('group')),
	];
}

function describeShown(
	{ name, kind, off: isOff }: Omit<ExperienceStatus, 'shown'>,
	{ segment, device, decisions, decided, since }: ShownAudience,
	pages: ShownDecision['pages'],
): ShownDecision[] {
	const found =
		kind === 'experience' ? reasonOf(decisions, name) : groupReasonOf(decisions, name, isOff);
	if (found === undefined) return [];
	return [{ segment, device, ...found, decided, since, pages }];
}

function countsOf({ of, rendered }: PageCounts, index: number): ShownDecision['pages'] {
	return { rendered: rendered[index] ?? 0, of };
}

type Reason = Pick<ShownDecision, 'payload' | 'reason'>;

function reasonOf({ experiences }: Decisions, name: string): Reason | undefined {
	const decision = experiences.get(name);
	if (decision === undefined) return undefined;
	const reason = decision.reason === 'choice' ? decision.reason : decision.why;
	return { payload: decision.digest, reason };
}

function groupReasonOf({ groups }: Decisions, name: string, isOff: boolean): Reason | undefined {
	const decision = groups.get(name);
	if (decision === undefined) return undefined;
	const empty = isOff ? 'off' : 'absent';
	return { payload: decision.digest, reason: decision.entries.length > 0 ? 'choice' : empty };
}
