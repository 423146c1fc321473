import { styleText } from 'node:util';
import type { BuildReport, ReportWarning } from '../report-types.js';
import { describeSource, groupByName, listUndecided } from './figures.js';
import {
	formatBytes,
	formatCount,
	formatInterval,
	formatMs,
	formatNumberOf,
	formatOneLine,
} from './format.js';
import { describeDifferences } from './seo-figures.js';
import { layOutPages } from './table-pages.js';

/** Warnings of one name with a line of their own; the rest share one. */
const SHOWN_WARNINGS = 10;
const INDENT = '  ';
const LABEL_WIDTH = 11;
const SAME = 'every variant reads the same to search engines';

type Paint = (style: 'bold' | 'dim' | 'yellow', text: string) => string;

/**
 * The report as lines for a terminal, ASCII apart from what pages and segments are called, without a newline at the end. `columns` is
 * the width of the terminal: lines about pages stay within it, by leaving columns out and then cutting paths; other lines are left for
 * the terminal to wrap. `color: true` adds ANSI styles and changes nothing else.
 */
export function renderTable(
	report: BuildReport,
	{ columns, color }: { columns: number; color: boolean },
): string {
	const paint: Paint = (style, text) =>
		color ? styleText(style, text, { validateStream: false }) : text;
	const blocks = [
		[paint('bold', describeSource(report.decisions))],
		renderPages(report, columns - INDENT.length, paint),
		listFacts(report).map(([label, fact]) => paint('dim', label.padEnd(LABEL_WIDTH)) + fact),
		renderWarnings(report.warnings, paint),
	];
	return blocks
		.filter((lines) => lines.length > 0)
		.map((lines) => lines.map((line) => INDENT + line).join('\n'))
		.join('\n\n');
}

function renderPages({ pages }: BuildReport, width: number, paint: Paint): string[] {
	if (pages.length === 0) return ['No prerendered page reads an experience.'];
	const lines = layOutPages(pages, width);
	const rest = lines.rest === undefined ? [] : [paint('dim', lines.rest)];
	return [paint('dim', lines.heading), ...lines.pages, ...rest];
}

function listFacts(report: BuildReport): (readonly [label: string, fact: string])[] {
	const { calls, totals, plainPages } = report;
	const undecided = listUndecided(report).map(formatOneLine);
	const failed = calls.failed > 0 ? ` (${formatCount(calls.failed)} failed)` : '';
	const facts: (readonly [string, string])[] = [
		[
			'shared',
			`${formatNumberOf(totals.combinations, 'combination')} of page and audience -> ` +
				`${formatNumberOf(totals.variants, 'variant')} -> ` +
				`${formatNumberOf(totals.bodies, 'body', 'bodies')}, ${formatBytes(totals.packBytes)}`,
		],
		[
			'calls',
			`${formatCount(calls.made)} now${failed}, ` +
				(calls.perMonth === 0
					? 'none between builds'
					: `${formatCount(calls.perMonth)} a month at one per segment and device every ${formatInterval(calls.maxAge)}`),
		],
		['time', `${formatMs(totals.askMs)} asking, ${formatMs(totals.renderMs)} rendering`],
	];
	if (totals.takenOver > 0) {
		const rendered = totals.variants - totals.takenOver;
		facts.push([
			'rendered',
			`${formatNumberOf(rendered, 'variant')}, ${formatCount(totals.takenOver)} taken over from the build before`,
		]);
	}
	if (report.pages.length > 0) {
		const differences = describeDifferences(report.pages);
		facts.push(['search', differences ? `variants differ in ${differences}` : SAME]);
	}
	if (plainPages > 0) {
		facts.push(['unchanged', `${formatNumberOf(plainPages, 'page')} without an experience`]);
	}
	if (undecided.length > 0) facts.push(['undecided', undecided.join(', ')]);
	return facts;
}

function renderWarnings(warnings: readonly ReportWarning[], paint: Paint): string[] {
	return [...groupByName(warnings)].flatMap(([name, group]) => {
		const label = paint('yellow', formatOneLine(name));
		const lines = group
			.slice(0, SHOWN_WARNINGS)
			.map(({ message }) => `${label}${INDENT}${formatOneLine(message)}`);
		const hidden = group.length - SHOWN_WARNINGS;
		return hidden > 0 ? [...lines, `${label}${INDENT}and ${formatCount(hidden)} more`] : lines;
	});
}
