import { formatCount, formatNumberOf } from '../build/reporters/format.js';
import type { FoundPages } from './find-pages.js';
import type { AudienceJudgement } from './judge/judge-audiences.js';
import type { JudgedPage } from './judge/judge-page.js';
import type { Probed } from './probe-variants.js';
import type { Asker, Counts, Finding } from './prove-types.js';
import { PROOF_VERSION, type ProofReport } from './report-types.js';
import type { SegmentAskers } from './segment-askers.js';
import { makeStatements, overallVerdict, summarize } from './statements.js';

export interface Run {
	readonly site: URL;
	/** Milliseconds since 1970. */
	readonly startedAt: number;
	readonly endedAt: number;
	readonly deadline: number;
	readonly askers: readonly Asker[];
	readonly found: FoundPages;
	/** The paths that were to be asked for. */
	readonly asked: readonly string[];
	/** Those that were. */
	readonly judged: readonly JudgedPage[];
	readonly probed: Probed;
	readonly audiences: AudienceJudgement;
	readonly segments: SegmentAskers | undefined;
	readonly notes: readonly string[];
}

/** Puts together what is reported of a run. Pure. */
export function makeReport(run: Run): ProofReport {
	const { site, askers, found, judged, probed, audiences } = run;
	const counts = judged.map((page) => page.counts).reduce(addCounts, NOTHING);
	const all = { ...counts, addresses: counts.addresses + found.listed.length };
	const findings = sortFindings([
		...judged.flatMap((page) => page.findings),
		...probed.findings,
		...audiences.findings,
	]);
	const statements = makeStatements({
		pages: judged.length,
		crawlers: countOf(askers, 'crawler'),
		segments: countOf(askers, 'segment'),
		markers: new Set(askers.flatMap(({ markers }) => markers.map(({ text }) => text))).size,
		probes: probed.probes,
		counts: all,
		audiences,
		findings,
	});
	const isComplete = judged.length === run.asked.length && judged.length > 0;
	const verdict = overallVerdict(statements, findings, isComplete);
	return {
		version: PROOF_VERSION,
		verdict,
		summary: summarize(verdict, statements, judged.length, findings),
		site: site.href,
		startedAt: new Date(run.startedAt).toISOString(),
		ms: Math.round(run.endedAt - run.startedAt),
		pages: {
			source: found.source,
			found: found.paths.length,
			asked: judged.map((page) => ({
				path: page.path,
				status: page.status,
				desktop: page.digests.desktop.slice(0, 16),
				mobile: page.digests.mobile.slice(0, 16),
				bodies: page.bodies,
				changesByItself: page.changesByItself,
				findings: page.findings.length,
			})),
		},
		askers: askers.map(({ id, name, kind, device, headers }) => ({
			id,
			name,
			kind,
			device,
			userAgent: headers['user-agent'] ?? '',
		})),
		statements,
		findings,
		counts: all,
		notes: [...found.notes, ...notesOf(run), ...run.notes],
	};
}

function notesOf({ found, asked, judged, deadline, segments }: Run): string[] {
	const notes: string[] = [];
	if (asked.length < found.paths.length)
		notes.push(
			`${formatCount(asked.length)} of ${formatNumberOf(found.paths.length, 'page')} were asked for, spread evenly over the sitemap (--pages).`,
		);
	if (judged.length < asked.length)
		notes.push(
			`The run was ended after ${formatCount(deadline / 1000)} s at most (--deadline): ${formatNumberOf(asked.length - judged.length, 'page')} could not be asked for.`,
		);
	if (segments !== undefined && segments.leftOut.length > 0)
		notes.push(`No request alone makes a visitor of: ${segments.leftOut.join(', ')}.`);
	if (segments !== undefined && segments.privateSegments > 0)
		notes.push(`${formatNumberOf(segments.privateSegments, 'private segment')} not tried.`);
	return notes;
}

const NOTHING: Counts = {
	direct: 0,
	cached: 0,
	kept: 0,
	likeness: 0,
	sameness: 0,
	searched: 0,
	variants: 0,
	addresses: 0,
};

function addCounts(one: Counts, other: Counts): Counts {
	return {
		direct: one.direct + other.direct,
		cached: one.cached + other.cached,
		kept: one.kept + other.kept,
		likeness: one.likeness + other.likeness,
		sameness: one.sameness + other.sameness,
		searched: one.searched + other.searched,
		variants: one.variants + other.variants,
		addresses: one.addresses + other.addresses,
	};
}

function countOf(askers: readonly Asker[], kind: Asker['kind']): number {
	return askers.filter((asker) => asker.kind === kind).length;
}

/** What breaks a statement first, and what is alike together. */
function sortFindings(findings: readonly Finding[]): Finding[] {
	const names = [...new Set(findings.map(({ name }) => name))];
	const rank = ({ weight, name }: Finding) =>
		(weight === 'error' ? 0 : names.length) + names.indexOf(name);
	return findings.toSorted((one, other) => rank(one) - rank(other));
}
