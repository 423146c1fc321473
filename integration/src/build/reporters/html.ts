import type { BuildReport } from '../report-types.js';
import { describeSource } from './figures.js';
import { renderDocument } from './html-document.js';
import { renderFigures, renderWarnings } from './html-overview.js';
import { renderPages } from './html-pages.js';
import { renderSeo } from './html-seo.js';
import { renderAudiences, renderExperiences, renderSegments } from './html-tables.js';
import { markup, type Markup } from './markup.js';

/** The report as one HTML page. Everything from the report is escaped. */
export function renderHtml(report: BuildReport): string {
	const body = markup`
		${renderHeader(report)}
		<main>
		${renderWarnings(report.warnings)}
		${renderFigures(report)}
		${renderPages(report)}
		${renderSeo(report)}
		${renderSegments(report.segments)}
		${renderExperiences(report)}
		${renderAudiences(report)}
		</main>
		<footer><p>Made by astro-choose. The same data for programs: <a href="choose-report.json">choose-report.json</a>.</p></footer>
	`;
	return renderDocument({ title: 'Choose build report', body });
}

function renderHeader({ builtAt, decisions }: BuildReport): Markup {
	const state = decisions === 'choose' || decisions === 'lockfile' ? 'good' : 'attention';
	return markup`
		<header>
		<h1>Choose build report</h1>
		<p>
		<span class="state ${state}">${describeSource(decisions)}</span> 
		<time datetime="${builtAt}">${formatTime(builtAt)}</time>
		</p>
		<nav aria-label="Sections">
		<a href="#pages">Pages</a> <a href="#search">Search engines</a> <a href="#segments">Segments</a> 
		<a href="#experiences">Experiences</a> <a href="#audiences">Audiences</a>
		</nav>
		</header>
	`;
}

/** An ISO 8601 time to the minute in UTC: `2026-03-04 09:12 UTC`; anything else as it is. */
function formatTime(time: string): string {
	return time.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*Z$/, '$1 $2 UTC');
}
