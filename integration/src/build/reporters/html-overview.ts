import type { BuildReport, ReportWarning } from '../report-types.js';
import { groupByName } from './figures.js';
import { formatBytes, formatCount, formatInterval, formatMs, formatNumberOf } from './format.js';
import { markup, type Markup } from './markup.js';

/** Warnings of one name that are shown without being asked for. */
const SHOWN_WARNINGS = 5;

/** The warnings, those of one name together; nothing if there are none. */
export function renderWarnings(warnings: readonly ReportWarning[]): Markup | undefined {
	if (warnings.length === 0) return undefined;
	return markup`
		<section class="warnings" aria-labelledby="warnings">
		<h2 id="warnings">${formatNumberOf(warnings.length, 'warning')}</h2>
		${[...groupByName(warnings)].map(renderWarningGroup)}
		</section>
	`;
}

function renderWarningGroup([name, group]: readonly [string, readonly ReportWarning[]]): Markup {
	const items = group.map(({ message }) => markup`<li>${message}</li>`);
	const hidden = items.slice(SHOWN_WARNINGS);
	const more = markup`
		<details><summary>${formatCount(hidden.length)} more</summary><ul>${hidden}</ul></details>
	`;
	return markup`
		<h3>${name}</h3>
		<ul>${items.slice(0, SHOWN_WARNINGS)}</ul>
		${hidden.length > 0 ? more : undefined}
	`;
}

/** The headline numbers, and how combinations became variants and variants bodies. */
export function renderFigures({
	pages,
	plainPages,
	audiences,
	segments,
	calls,
	totals,
}: BuildReport): Markup {
	const failed = calls.failed > 0 ? `${formatCount(calls.failed)} failed` : 'none failed';
	return markup`
		<section aria-labelledby="figures">
		<h2 id="figures" class="unseen">In numbers</h2>
		<dl class="figures">
		${[
			renderFigure('Pages that vary', formatCount(pages.length), describePlain(plainPages)),
			renderFigure(
				'Audiences',
				formatCount(audiences.length),
				`of ${formatNumberOf(segments.length, 'segment')}`,
			),
			renderFigure(
				'Distinct variants',
				formatCount(totals.variants),
				`rendered in ${formatMs(totals.renderMs)}`,
			),
			renderFigure('Stored', formatBytes(totals.packBytes), 'plain and compressed'),
			renderFigure(
				'Choose calls now',
				formatCount(calls.made),
				`${failed}, ${formatMs(totals.askMs)}`,
			),
			renderFigure(
				'Choose calls a month',
				formatCount(calls.perMonth),
				calls.perMonth === 0
					? 'nothing is asked between builds'
					: `one per segment and device every ${formatInterval(calls.maxAge)}`,
			),
		]}
		</dl>
		${totals.combinations > 0 ? renderSharing(totals) : undefined}
		</section>
	`;
}

function describePlain(plainPages: number): string {
	return plainPages === 1 ? '1 page left unchanged' : `${formatCount(plainPages)} left unchanged`;
}

function renderFigure(name: string, value: string, note: string): Markup {
	return markup`<div><dt>${name}</dt><dd>${value}</dd><dd class="note">${note}</dd></div>`;
}

function renderSharing({ combinations, variants, bodies }: BuildReport['totals']): Markup {
	const bar = (count: number, what: string) => {
		const share = Math.max(0.5, (100 * count) / Math.max(combinations, variants)).toFixed(1);
		return markup`
			<li><span><b>${formatCount(count)}</b> ${what}</span>
			<i aria-hidden="true" style="inline-size:${share}%"></i></li>
		`;
	};
	return markup`
		<h3 class="unseen">What was shared</h3>
		<ol class="sharing">
		${[
			bar(combinations, 'combinations of a page and an audience'),
			bar(variants, 'distinct variants answer them all'),
			bar(bodies, 'distinct bodies are stored'),
		]}
		</ol>
	`;
}
