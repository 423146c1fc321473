import type { BuildReport, PageReport, VariantReport } from '../report-types.js';
import type { SeoPart, SeoReport } from '../seo/seo-types.js';
import { createAudienceNames, type AudienceLine } from './audience-names.js';
import { formatCount, formatNumberOf } from './format.js';
import { SEO_HEADINGS } from './html-style.js';
import { markup, type Markup } from './markup.js';
import { groupVariants, sortByDifference, type SeoGroup } from './seo-figures.js';

/** Pages listed at once; further ones are behind one more click, and beyond those only in the JSON. */
const LISTED_PAGES = 20;
const DETAILED_PAGES = 1000;

/** What stands in the cells under `SEO_HEADINGS`. */
const COLUMNS: readonly (readonly [SeoPart, ...SeoPart[]])[] = [
	['title', 'description'],
	['h1'],
	['canonical', 'robots', 'hreflang'],
	['links'],
	['structuredData'],
];

type NameAudiences = (aliases: readonly string[]) => readonly AudienceLine[];

/** What search engines read of each page, and in what its variants differ from its default. */
export function renderSeo(report: BuildReport): Markup {
	const nameAudiences = createAudienceNames(report);
	const pages = sortByDifference(report.pages).slice(0, DETAILED_PAGES);
	const rows = pages.map((page) => renderPage(page, nameAudiences));
	const folded = rows.slice(LISTED_PAGES);
	const omitted = report.pages.length - pages.length;
	return markup`
		<section aria-labelledby="search">
		<h2 id="search">What search engines read</h2>
		<p class="legend">Of each page its default, then what its variants do not have in common with it. Title, description and 
		headings are content; the rest is to be the same for everybody, unless an experience says <code>seo: true</code>.</p>
		${rows.length > 0 ? renderTable(rows.slice(0, LISTED_PAGES)) : markup`<p>No page has variants.</p>`}
		${folded.length > 0 ? renderFolded(folded) : undefined}
		${omitted > 0 ? markup`<p>${formatNumberOf(omitted, 'more page')}: see choose-report.json.</p>` : undefined}
		</section>
	`;
}

function renderFolded(rows: readonly Markup[]): Markup {
	return markup`
		<details class="more"><summary>${formatNumberOf(rows.length, 'more page')}</summary>${renderTable(rows)}</details>
	`;
}

function renderTable(rows: readonly Markup[]): Markup {
	const headings = ['Page', ...SEO_HEADINGS];
	return markup`
		<div class="wide" role="region" aria-label="What search engines read" tabindex="0"><table class="seo">
		<thead><tr>${headings.map((heading) => markup`<th scope="col">${heading}</th>`)}</tr></thead>
		${rows}</table></div>
	`;
}

function renderPage({ path, variants }: PageReport, nameAudiences: NameAudiences): Markup {
	const standard = variants.find(({ isDefault }) => isDefault);
	if (standard === undefined) return markup``;
	const { same, groups } = groupVariants(variants);
	const note =
		same === 0
			? undefined
			: markup` <span class="note">and ${formatNumberOf(same, 'variant')}</span>`;
	return markup`
		<tbody><tr><th scope="row">${path}${note}</th>
		${COLUMNS.map((parts) => markup`<td>${parts.map((part) => renderPart(part, standard))}</td>`)}</tr>
		${groups.map((group) => renderGroup(group, nameAudiences))}</tbody>
	`;
}

function renderPart(part: SeoPart, { seo }: VariantReport): Markup {
	const values = valuesOf(part, seo);
	const isMain = COLUMNS.some((parts) => parts[0] === part);
	if (values.length === 0) return isMain ? markup`<p class="none">none</p>` : markup``;
	return markup`${values.map((value) => markup`<p${isMain ? undefined : SECONDARY}>${value}</p>`)}`;
}

const SECONDARY = markup` class="note"`;

function valuesOf(part: SeoPart, seo: SeoReport): readonly string[] {
	return part === 'links' ? [formatCount(seo.links)] : seo[part];
}

function renderGroup({ audiences, seo }: SeoGroup, nameAudiences: NameAudiences): Markup {
	const lines = nameAudiences(audiences).map(
		({ device, names }) => markup`<p class="for"><b>${device}</b> ${names.join(', ')}</p>`,
	);
	return markup`
		<tr class="unlike"><th scope="row">${lines}</th>
		${COLUMNS.map((parts) => markup`<td>${parts.map((part) => renderDifference(part, seo))}</td>`)}</tr>
	`;
}

function renderDifference(part: SeoPart, { differences, undeclared }: SeoReport): Markup {
	const difference = differences.find((one) => one.part === part);
	const change = undeclared.find((one) => one.part === part);
	const { removed, added } = difference ?? change ?? { removed: [], added: [] };
	const changers = change?.changedBy.join(', ') ?? '';
	return markup`
		${removed.map((value) => markup`<del>${value}</del>`)}
		${added.map((value) => markup`<ins>${value}</ins>`)}
		${change && markup`<span class="flag">changed by ${changers || 'nothing declared'}</span>`}
	`;
}
