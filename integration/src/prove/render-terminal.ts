import { formatCount, formatMs, formatNumberOf, formatOneLine } from '../build/reporters/format.js';
import type { Finding } from './prove-types.js';
import type { ProofReport, Verdict } from './report-types.js';

const MARKS: Readonly<Record<Verdict, string>> = { holds: '✓', broken: '✗', unproven: '?' };
const TITLES: Readonly<Record<Verdict, string>> = {
	holds: 'PROVEN',
	broken: 'NOT SO',
	unproven: 'NOT PROVEN',
};
/** Findings told in full; of each name, the first alone. */
const SHOWN = 6;

/** The report on one page of a terminal. */
export function renderTerminal(report: ProofReport): string {
	const { verdict, summary, site, startedAt, ms, pages, counts, statements, findings, notes } =
		report;
	const requests = formatNumberOf(counts.direct + counts.cached, 'request');
	const lines = [
		`${MARKS[verdict]} ${TITLES[verdict]}  ${site}  ${startedAt.slice(0, 16).replace('T', ' ')} UTC`,
		summary,
		'',
		`${formatNumberOf(pages.asked.length, 'page')} (${pages.source}), ${formatCount(report.askers.length)} askers, ${requests}, ${formatMs(ms)}`,
		'',
		...statements.flatMap((one) => [`${MARKS[one.verdict]} ${one.claim}`, `  ${one.evidence}`]),
		...(findings.length === 0 ? [] : ['', formatNumberOf(findings.length, 'finding')]),
		...groupFindings(findings).slice(0, SHOWN).flatMap(renderFinding),
		...(notes.length === 0 ? [] : ['', 'Not covered, and to know']),
		...notes.map((note) => `- ${note}`),
	];
	return `${lines.map((line) => (line === '' ? '' : oneLine(line))).join('\n')}\n`;
}

/** Findings of one name together. */
export function groupFindings(findings: readonly Finding[]): (readonly Finding[])[] {
	const names = [...new Set(findings.map(({ name }) => name))];
	return names.map((name) => findings.filter((one) => one.name === name));
}

function renderFinding(group: readonly Finding[]): string[] {
	const [first] = group;
	if (first === undefined) return [];
	const mark = first.weight === 'error' ? '✗' : '!';
	const more = group.length - 1;
	return [
		`${mark} ${first.name}  ${first.page}`,
		`  ${first.message}`,
		...first.evidence.map((line) => `    ${line}`),
		...first.curl.map((line) => `    ${line}`),
		...(more === 0 ? [] : [`  and ${formatNumberOf(more, 'more', 'more')} like it`]),
	];
}

function oneLine(line: string): string {
	const indent = /^ */.exec(line)?.[0] ?? '';
	return `${indent}${formatOneLine(line)}`;
}
