import type { ExpectedVariants } from '../expected-variants.js';
import type { Asker, Finding, PageJudgement } from '../prove-types.js';

export interface AudienceJudgement {
	/** Pages that a visitor of a segment was to see a variant of, by the build's report. */
	readonly expected: number;
	/** Of those, where something else was seen than without the segment. */
	readonly shown: number;
	/** Pages where a visitor of any segment got something of its own. */
	readonly own: number;
	readonly findings: readonly Finding[];
}

/** Whether visitors of segments are shown what was rendered for them; without a build’s report, whether they see anything of their own. */
export function judgeAudiences(
	pages: readonly PageJudgement[],
	askers: readonly Asker[],
	expected: ExpectedVariants | undefined,
): AudienceJudgement {
	const findings: Finding[] = [];
	let promised = 0;
	let shown = 0;
	let own = 0;
	for (const { id, name, kind } of askers) {
		if (kind !== 'segment') continue;
		const differing = pages.filter(({ differsFor }) => differsFor.includes(id));
		own += differing.length;
		const paths = expected?.get(id.slice('segment-'.length));
		const due = pages.filter(({ path }) => paths?.has(path));
		const missing = due.filter((page) => !differing.includes(page));
		promised += due.length;
		shown += due.length - missing.length;
		const [first] = missing;
		if (first !== undefined) {
			const message = `${name} gets what everybody gets on ${missing.length} of ${due.length} pages that were built with something of its own.`;
			findings.push(finding(first.path, message, missing.map(({ path }) => path).slice(0, 5)));
		} else if (differing.length === 0 && expected === undefined) {
			findings.push(finding('/', `${name} gets on every page what everybody gets.`, []));
		}
	}
	return { expected: promised, shown, own, findings };
}

function finding(page: string, message: string, evidence: readonly string[]): Finding {
	return { name: 'VariantNotReached', weight: 'warning', page, message, evidence, curl: [] };
}
