import { formatCount, formatMs, formatNumberOf } from '../build/reporters/format.js';
import { renderDocument } from '../build/reporters/html-document.js';
import { markup, type Markup } from '../build/reporters/markup.js';
import type { Finding } from './prove-types.js';
import { groupFindings } from './render-terminal.js';
import type { PageEntry, ProofReport, Statement, Verdict } from './report-types.js';

const WORDS: Readonly<Record<Verdict, string>> = {
	holds: 'Proven',
	broken: 'Not so',
	unproven: 'Not proven',
};
/** Findings of one name that are shown in full. */
const SHOWN = 2;
const LISTED_PAGES = 200;

const STYLE = `
.summary { max-inline-size: 62ch; font-size: 1.15rem; }
.broken { color: var(--attention); background: var(--attention-ground); }
.statements { list-style: none; display: grid; gap: .6rem; }
.statements li { background: var(--surface); border: 1px solid var(--line); border-radius: 12px; padding: .8rem 1.15rem; }
.statements h3 { font-size: 1.02rem; display: flex; flex-wrap: wrap; gap: .3rem .8rem; align-items: baseline; }
.statements p { color: var(--muted); font-size: .92rem; margin-block-start: .2rem; max-inline-size: 90ch; }
.finding { background: var(--surface); border: 1px solid var(--line); border-inline-start: 4px solid var(--attention);
	border-radius: 8px; padding: .7rem 1.15rem; margin-block-start: .6rem; }
.finding pre, .notes { font-size: .84rem; }
pre { margin: .5rem 0 0; white-space: pre-wrap; font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; color: var(--muted); }
.notes { padding-inline-start: 1.1rem; }
h2 + :is(ol, ul) { margin-block-start: .6rem; }
.wide tbody th { min-inline-size: 8rem; }
.wide code { white-space: nowrap; }
.askers { columns: 3 14rem; list-style: none; font-size: .9rem; }
`;

/** The report as one HTML page. Everything in it is escaped. */
export function renderHtml(report: ProofReport): string {
	const { site, startedAt, verdict, summary, counts, pages, ms } = report;
	const body = markup`
		<header>
		<h1>What ${site} sends to whom</h1>
		<p>${badge(verdict)} 
		<time datetime="${startedAt}">${startedAt.slice(0, 16).replace('T', ' ')} UTC</time></p>
		<div class="summary">${summary}</div>
		</header>
		<main>
		<section aria-labelledby="statements"><h2 id="statements">Statements</h2>
		<ol class="statements">${report.statements.map(renderStatement)}</ol></section>
		${renderFindings(report.findings)}
		<section aria-labelledby="figures"><h2 id="figures" class="unseen">In numbers</h2><dl class="figures">
		${figure('Pages', pages.asked.length, `of ${formatCount(pages.found)} found by ${pages.source}`)}
		${figure('Askers', report.askers.length, 'people, visitors, crawlers')}
		${figure('Asked directly', counts.direct, 'requests to the site')}
		${figure('Asked through a cache', counts.cached, `${formatCount(counts.kept)} answered out of it`)}
		</dl></section>
		${renderPages(pages.asked)}
		${renderNotes(report.notes)}
		<section aria-labelledby="askers"><h2 id="askers">Who asked</h2>
		<ul class="askers">${report.askers.map(({ name }) => markup`<li>${name}</li>`)}</ul></section>
		</main>
		<footer><p>Made by astro-choose prove in ${formatMs(ms)}. It states what was seen then, on the pages listed here.</p></footer>
	`;
	return renderDocument({ title: `${WORDS[verdict]}: ${site}`, style: STYLE, body });
}

function badge(verdict: Verdict): Markup {
	const look = { holds: 'good', broken: 'broken', unproven: 'attention' }[verdict];
	return markup`<span class="state ${look}">${WORDS[verdict]}</span>`;
}

function renderStatement({ claim, verdict, evidence, findings }: Statement): Markup {
	const word = verdict === 'holds' ? 'Holds' : verdict === 'broken' ? 'Broken' : 'Not tried';
	const look = { holds: 'good', broken: 'broken', unproven: 'attention' }[verdict];
	const more =
		findings === 0
			? undefined
			: markup` <span class="note">${formatNumberOf(findings, 'finding')}</span>`;
	return markup`
		<li><h3><span class="state ${look}">${word}</span> ${claim}${more}</h3><p>${evidence}</p></li>
	`;
}

function renderFindings(findings: readonly Finding[]): Markup | undefined {
	if (findings.length === 0) return undefined;
	return markup`
		<section aria-labelledby="findings"><h2 id="findings">${formatNumberOf(findings.length, 'finding')}</h2>
		${groupFindings(findings).flatMap((group) => [
			...group.slice(0, SHOWN).map(renderFinding),
			...(group.length > SHOWN
				? [
						markup`<p class="note">and ${formatCount(group.length - SHOWN)} more of ${group[0]?.name}: see the JSON.</p>`,
					]
				: []),
		])}
		</section>
	`;
}

function renderFinding({ name, weight, page, message, evidence, curl }: Finding): Markup {
	return markup`
		<article class="finding"><h3>${message}</h3>
		<p class="note">${name}, ${weight === 'error' ? 'breaks a statement' : 'to be looked at'}, on ${page}</p>
		<pre>${[...evidence, ...curl].join('\n')}</pre></article>
	`;
}

function renderPages(pages: readonly PageEntry[]): Markup {
	const rows = pages.slice(0, LISTED_PAGES).map(
		(page) => markup`
		<tr><th scope="row">${page.path}</th><td>${page.status}</td><td>${page.bodies}${page.changesByItself ? ', changes by itself' : ''}</td>
		<td>${page.findings}</td><td><code>${page.desktop}</code></td><td><code>${page.mobile}</code></td></tr>
	`,
	);
	return markup`
		<section aria-labelledby="pages"><h2 id="pages">Pages</h2>
		<p class="legend">The digest (SHA-256, its beginning) of what Chrome without cookies got on each device, and how many different bodies all 
		askers got.</p>
		<div class="wide"><table><thead><tr><th>Page</th><th>Status</th><th>Bodies</th><th>Findings</th><th>Desktop</th><th>Mobile</th></tr></thead>
		<tbody>${rows}</tbody></table></div>
		${pages.length > LISTED_PAGES ? markup`<p>${formatCount(pages.length - LISTED_PAGES)} more in the JSON.</p>` : undefined}
		</section>
	`;
}

function renderNotes(notes: readonly string[]): Markup | undefined {
	if (notes.length === 0) return undefined;
	return markup`
		<section aria-labelledby="notes"><h2 id="notes">Not covered, and to know</h2>
		<ul class="notes">${notes.map((note) => markup`<li>${note}</li>`)}</ul></section>
	`;
}

function figure(name: string, value: number, note: string): Markup {
	return markup`<div><dt>${name}</dt><dd>${formatCount(value)}</dd><dd class="note">${note}</dd></div>`;
}
