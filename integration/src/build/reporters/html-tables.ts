import type {
	AudienceReport,
	BuildReport,
	ExperienceReport,
	PageReport,
	SegmentReport,
} from '../report-types.js';
import { nameSegments } from './audience-names.js';
import { isUndecided } from './figures.js';
import { formatCount } from './format.js';
import { renderChips } from './html-pages.js';
import { markup, type Markup } from './markup.js';

/** Paths named for an experience; more are counted. */
const NAMED_PAGES = 3;

/** Each segment with the experiences for which it has a choice, per device. */
export function renderSegments(segments: readonly SegmentReport[]): Markup {
	const rows = segments.map(
		(segment) => markup`
			<tr><th scope="row">${segment.name}
			${segment.catchAll ? renderNote('matches every visitor') : undefined}
			${isUndecided(segment) ? renderFlag('decided by nothing') : undefined}
			${segment.fetchedAt === undefined ? renderNote('never asked') : undefined}</th>
			<td>${renderDecided(segment.decided.desktop)}</td>
			<td>${renderDecided(segment.decided.mobile)}</td></tr>
		`,
	);
	return renderTableSection('segments', 'Segments', 'What each segment decides.', {
		headings: ['Segment', 'On desktop', 'On mobile'],
		rows,
	});
}

function renderDecided(names: readonly string[]): Markup {
	return names.length === 0 ? renderNote('nothing') : renderChips(names);
}

/** Each experience with the pages that read it and how many payloads were decided for it. */
export function renderExperiences({ experiences, pages }: BuildReport): Markup {
	const readers = listReaders(pages);
	const rows = experiences.map(
		(experience) => markup`
			<tr><th scope="row">${experience.name}${renderNote(describePer(experience))}</th>
			<td>${renderReaders(experience.pages, readers.get(experience.name) ?? [])}</td>
			<td class="number">${formatCount(experience.payloads)}</td></tr>
		`,
	);
	return renderTableSection(
		'experiences',
		'Experiences',
		'Who reads them, and how many different payloads Choose decided over all segments and devices.',
		{ headings: ['Experience', 'Read by', 'Payloads'], rows },
	);
}

function describePer({ kind, per, mayChangeSeo }: ExperienceReport): string {
	const decided = per === 'segment' ? 'per segment' : 'per visitor: default at build';
	return `${kind}, ${decided}${mayChangeSeo ? ', seo: true' : ''}`;
}

function renderReaders(count: number, paths: readonly string[]): Markup {
	if (count === 0) return renderFlag('no prerendered page');
	const named = paths.slice(0, NAMED_PAGES);
	const more = count - named.length;
	return markup`
		${renderChips(named)}
		${more > 0 ? renderNote(`${named.length > 0 ? 'and ' : ''}${formatCount(more)} more`) : undefined}
	`;
}

function listReaders(pages: readonly PageReport[]): ReadonlyMap<string, readonly string[]> {
	const readers = new Map<string, string[]>();
	for (const { path, reads } of pages) {
		for (const name of reads) {
			const paths = readers.get(name);
			if (paths === undefined) readers.set(name, [path]);
			else if (paths.length < NAMED_PAGES) paths.push(path);
		}
	}
	return readers;
}

/** Each audience with what `Server-Timing` calls it, and how many pages have a variant beside the default for it. */
export function renderAudiences({ audiences, pages }: BuildReport): Markup {
	const varied = new Map<string, number>();
	for (const { variants } of pages) {
		for (const variant of variants) {
			if (variant.isDefault) continue;
			for (const alias of variant.audiences) varied.set(alias, (varied.get(alias) ?? 0) + 1);
		}
	}
	const rows = audiences.map(
		(audience: AudienceReport) => markup`
			<tr><th scope="row">${nameSegments(audience)}${renderNote(audience.device)}</th>
			<td><code class="alias">${audience.alias}</code></td>
			<td class="number">${formatCount(varied.get(audience.alias) ?? 0)}</td></tr>
		`,
	);
	return renderTableSection(
		'audiences',
		'Audiences',
		'For whom pages were rendered, and what the Server-Timing header calls them.',
		{ headings: ['Segments', 'Alias', 'Pages unlike the default'], rows },
	);
}

function renderTableSection(
	id: string,
	title: string,
	about: string,
	{ headings, rows }: { headings: readonly string[]; rows: readonly Markup[] },
): Markup {
	const none = markup`<tr><td colspan="${headings.length}">None.</td></tr>`;
	return markup`
		<section aria-labelledby="${id}">
		<h2 id="${id}">${title}</h2>
		<p class="legend">${about}</p>
		<table>
		<thead><tr>${headings.map((heading) => markup`<th scope="col">${heading}</th>`)}</tr></thead>
		<tbody>${rows.length === 0 ? none : rows}</tbody>
		</table>
		</section>
	`;
}

function renderNote(text: string): Markup {
	return markup` <span class="note">${text}</span>`;
}

function renderFlag(text: string): Markup {
	return markup` <span class="flag">${text}</span>`;
}
