import type { BuildReport, PageReport, VariantReport } from '../report-types.js';
import { createAudienceNames, type AudienceLine } from './audience-names.js';
import { measurePage, sortByVariety } from './figures.js';
import { formatBytes, formatCount, formatMs, formatNumberOf } from './format.js';
import { markup, type Markup } from './markup.js';
import { formatValue } from './readable-value.js';

/** Pages listed at once; further ones are behind one more click. */
const LISTED_PAGES = 20;
/** Pages with their variants; further ones are only in the JSON, so that the file stays small enough to open. */
const DETAILED_PAGES = 1000;

type NameAudiences = (aliases: readonly string[]) => readonly AudienceLine[];

/** Each page with its variants: whom a variant answers, and which values it read. */
export function renderPages(report: BuildReport): Markup {
	const { pages } = report;
	const nameAudiences = createAudienceNames(report);
	const detailed = sortByVariety(pages)
		.slice(0, DETAILED_PAGES)
		.map((page, index) => renderPage(page, nameAudiences, index === 0));
	const folded = detailed.slice(LISTED_PAGES);
	return markup`
		<section aria-labelledby="pages">
		<h2 id="pages">Pages</h2>
		${pages.length === 0 ? NO_PAGES : LEGEND}
		${detailed.slice(0, LISTED_PAGES)}
		${folded.length > 0 ? renderFolded(folded) : undefined}
		${pages.length > DETAILED_PAGES ? renderOmitted(pages.length - DETAILED_PAGES) : undefined}
		</section>
	`;
}

const NO_PAGES = markup`<p>No prerendered page reads an experience, so every page is as Astro made it.</p>`;
const LEGEND = markup`
	<p class="legend">The most varied first. Each variant names the audiences that it answers and the values that it read; 
	what it shares with the default is not repeated.</p>
`;

function renderFolded(pages: readonly Markup[]): Markup {
	return markup`
		<details class="more"><summary>${formatNumberOf(pages.length, 'more page')}</summary>${pages}</details>
	`;
}

function renderOmitted(count: number): Markup {
	return markup`<p>${formatNumberOf(count, 'page')} with fewer variants: see choose-report.json.</p>`;
}

function renderPage(page: PageReport, nameAudiences: NameAudiences, open: boolean): Markup {
	const figures = measurePage(page);
	const variants = page.variants.toSorted(
		(a, b) => Number(b.isDefault) - Number(a.isDefault) || b.audiences.length - a.audiences.length,
	);
	const standard = variants.find(({ isDefault }) => isDefault);
	const cards = variants.map((variant, index) =>
		renderVariant(variant, index, listShared(variant, standard), nameAudiences),
	);
	const shares = variants.map(
		({ audiences }) => markup`<i style="flex-grow:${audiences.length}"></i>`,
	);
	return markup`
		<details class="page"${open ? OPEN : undefined}>
		<summary><h3>${page.path}</h3>
		<span class="shares" aria-hidden="true">${shares}</span>
		<span class="facts">${formatNumberOf(figures.variants, 'variant')} for 
		${formatNumberOf(figures.answered, 'audience')}</span>
		<span class="facts">${formatBytes(figures.bytes)}, ${formatBytes(figures.brotliBytes)} brotli</span>
		<span class="facts">${formatMs(figures.renderMs)}</span></summary>
		<p class="reads">Reads ${renderChips(page.reads)}</p>
		${page.unanswered.length > 0 ? renderUnanswered(nameAudiences(page.unanswered)) : undefined}
		<ul class="cards">${cards}</ul>
		</details>
	`;
}

const OPEN = markup` open`;

function renderUnanswered(lines: readonly AudienceLine[]): Markup {
	return markup`
		<div class="unanswered"><p>Without a variant of their own, and answered with the default:</p>
		${lines.map(renderAudienceLine)}</div>
	`;
}

function renderVariant(
	{ isDefault, audiences, reads, digest, bytes, brotliBytes, renderMs }: VariantReport,
	index: number,
	shared: readonly string[],
	nameAudiences: NameAudiences,
): Markup {
	const own = reads.filter(({ name }) => !shared.includes(name));
	const values = own.map(
		({ name, value }) => markup`<dt>${name}</dt><dd>${formatValue(value)}</dd>`,
	);
	return markup`
		<li><h4>${isDefault ? 'Default' : `Variant ${formatCount(index)}`}</h4>
		${nameAudiences(audiences).map(renderAudienceLine)}
		${own.length > 0 ? markup`<dl>${values}</dl>` : undefined}
		${shared.length > 0 ? markup`<p class="same">As the default: ${shared.join(', ')}</p>` : undefined}
		<p class="small">${formatBytes(bytes)}, ${formatBytes(brotliBytes)} brotli, ${formatMs(renderMs)} 
		<code>${digest.slice(0, 12)}</code></p></li>
	`;
}

function renderAudienceLine({ device, names }: AudienceLine): Markup {
	return markup`<p class="for"><b>${device}</b> ${names.join(', ')}</p>`;
}

/** The names of what a variant read as the default did. A value that was cut is never among them: the difference may be in the rest. */
function listShared(
	variant: VariantReport,
	standard: VariantReport | undefined,
): readonly string[] {
	if (standard === undefined || variant === standard) return [];
	const values = new Map(standard.reads.map(({ name, value }) => [name, value]));
	return variant.reads
		.filter(({ name, value }) => values.get(name) === value && !/(?:\.{3}|\u2026)$/.test(value))
		.map(({ name }) => name);
}

/** Names as a list on one line. */
export function renderChips(names: readonly string[]): Markup {
	return markup`<span class="chips">${names.map((name) => markup`<code>${name}</code> `)}</span>`;
}
