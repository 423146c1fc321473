import { formatCount, formatNumberOf } from '../build/reporters/format.js';
import type { AudienceJudgement } from './judge/judge-audiences.js';
import type { Counts, Finding, FindingName } from './prove-types.js';
import type { Statement, Verdict } from './report-types.js';

export interface Proof {
	readonly pages: number;
	readonly crawlers: number;
	readonly segments: number;
	/** What random visitors sent, that nobody could guess. */
	readonly markers: number;
	/** Addresses of variants that were guessed or found, and asked for. */
	readonly probes: number;
	readonly counts: Counts;
	readonly audiences: AudienceJudgement;
	readonly findings: readonly Finding[];
}

/** What is stated of a site, each with what it rests on. */
export function makeStatements(proof: Proof): Statement[] {
	const { counts, audiences } = proof;
	const pages = formatNumberOf(proof.pages, 'page');
	return [
		statement(proof, {
			id: 'same-bytes',
			claim: 'Crawlers and people get the same bytes.',
			seen: counts.likeness,
			against: ['Cloaking', 'NoAnswer', 'ChangesByItself'],
			evidence: `${formatNumberOf(counts.likeness, 'answer')} to ${formatNumberOf(proof.crawlers, 'crawler')} compared, on ${pages}, with what a person with the same request on the same kind of device gets.`,
		}),
		statement(proof, {
			id: 'no-leak',
			claim: 'Nothing of one visitor reaches another.',
			seen: counts.searched,
			against: ['Leak', 'WillLeak', 'SharedCookie'],
			evidence: `${formatNumberOf(proof.markers, 'unguessable mark')} of two visitors (cookies, headers, parameters) looked for in the bodies and headers of ${formatNumberOf(counts.searched, 'answer')}.`,
		}),
		statement(proof, {
			id: 'cache',
			claim: 'A shared cache in front of the site changes nothing.',
			seen: counts.sameness,
			against: ['MixedByCache'],
			evidence: `${formatNumberOf(counts.sameness, 'answer')} through a cache with default settings compared with direct ones, visitors in several orders; ${formatCount(counts.kept)} came out of the cache${counts.kept === 0 ? ', which was allowed to keep nothing' : ''}.`,
		}),
		statement(proof, {
			id: 'audiences',
			claim: 'Every audience that was tried is shown its own variant.',
			seen: proof.segments,
			against: ['VariantNotReached'],
			evidence: describeAudiences(proof, audiences),
		}),
		statement(proof, {
			id: 'addresses',
			claim: 'No variant has an address of its own.',
			seen: counts.addresses + proof.probes,
			against: ['VariantAddress', 'VariantReachable', 'NoCanonical'],
			evidence: `${formatNumberOf(counts.addresses, 'address', 'addresses')} in pages, headers and the sitemap looked at; ${formatNumberOf(proof.probes, 'address', 'addresses')} where variants would lie asked for.`,
		}),
	];
}

function statement(
	{ findings }: Proof,
	told: {
		readonly id: Statement['id'];
		readonly claim: string;
		readonly seen: number;
		readonly against: readonly FindingName[];
		readonly evidence: string;
	},
): Statement {
	const { id, claim, seen, against, evidence } = told;
	const own = findings.filter(({ name }) => against.includes(name));
	const isBroken = own.some((one) => one.weight === 'error' || id === 'audiences');
	const verdict: Verdict = isBroken ? 'broken' : seen === 0 ? 'unproven' : 'holds';
	return { id, claim, verdict, evidence, findings: own.length };
}

function describeAudiences(
	{ segments, counts }: Proof,
	{ expected, shown, own }: AudienceJudgement,
): string {
	if (segments === 0) return 'No segments were known, so no visitor of one was sent.';
	const seen = `${formatNumberOf(segments, 'kind')} of visitors saw something of their own ${formatNumberOf(own, 'time')}; ${formatNumberOf(counts.variants, 'answer')} said that they were a stored variant.`;
	return expected === 0
		? seen
		: `${seen} Of ${formatNumberOf(expected, 'variant')} that the build’s report promises them, ${formatCount(shown)} were seen.`;
}

/** `unproven` where anything that matters was not seen; what no segment was tried for does not. */
export function overallVerdict(
	statements: readonly Statement[],
	findings: readonly Finding[],
	isComplete: boolean,
): Verdict {
	if (findings.some(({ weight }) => weight === 'error')) return 'broken';
	const needed = statements.filter(({ id }) => id !== 'audiences');
	return isComplete && needed.every(({ verdict }) => verdict === 'holds') ? 'holds' : 'unproven';
}

/** A sentence for anybody. */
export function summarize(
	verdict: Verdict,
	statements: readonly Statement[],
	pages: number,
	findings: readonly Finding[],
): string {
	const asked = `On ${formatNumberOf(pages, 'page')}`;
	const warnings = findings.filter(({ weight }) => weight === 'warning').length;
	const look = warnings === 0 ? '' : ` ${formatNumberOf(warnings, 'thing')} should be looked at.`;
	if (verdict === 'holds')
		return `${asked}, search engines got exactly what people get, nobody was shown anything of somebody else, and a cache in front of the site changes nothing.${look}`;
	if (verdict === 'unproven')
		return `${asked}, nothing wrong was seen, but not everything could be tried: this is no proof.${look}`;
	const broken = statements.filter((one) => one.verdict === 'broken');
	const claims = broken.map(({ claim }) => `“${claim.replace(/\.$/, '')}”`).join(' and ');
	return `${asked}, ${claims || 'what should hold'} ${broken.length > 1 ? 'are' : 'is'} not true of this site.`;
}
