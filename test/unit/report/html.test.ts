import { describe, expect, test } from 'vitest';
import type { BuildReport, VariantReport } from '../../../integration/src/build/report-types.js';
import { renderHtml } from '../../../integration/src/build/reporters/html.js';
import { page, segment, seo, variant } from '../../support/report-parts.js';
import { createLargeReport, sampleReport } from '../../support/sample-report.js';
import { notEmpty } from '../../support/not-empty.js';

const EVIL = `</script><img src=x onerror="alert(1)"><style>*{}</style>'"&\u0000`;
const ESCAPED = '&lt;/script&gt;&lt;img src=x onerror=&#34;alert(1)&#34;&gt;';

/** The same report with every text in it replaced, so that no place is forgotten; the enumerations stay. */
function poison(report: BuildReport): BuildReport {
	const kept = new Set(['decisions', 'per', 'device', 'version']);
	return JSON.parse(JSON.stringify(report), (key, value: unknown) =>
		typeof value === 'string' && !kept.has(key) ? EVIL + value : value,
	) as BuildReport;
}

function withPage(...variants: readonly VariantReport[]): BuildReport {
	return { ...sampleReport, pages: [page('/only/', variants)] };
}

/** The text of one page's part, without tags. */
function textOfPage(html: string, path: string): string {
	const start = html.indexOf(`<h3>${path}</h3>`);
	return html.slice(start, html.indexOf('</details>', start)).replaceAll(/<[^>]+>/g, '|');
}

describe('safety', () => {
	test('every text of the report is escaped, wherever it stands', () => {
		const html = renderHtml(poison(sampleReport));
		expect(html).toContain(ESCAPED);
		expect(html).not.toMatch(/<img|<script|\u0000|onerror="/i);
		expect(html.match(/<\/?style>/g)).toEqual(['<style>', '</style>']);
	});

	test('a payload stays text inside and outside its JSON', () => {
		const reads = {
			parsed: JSON.stringify({ [EVIL]: [EVIL, { [EVIL]: EVIL }] }),
			cut: `{"headline":"${EVIL}...`,
		};
		const html = renderHtml(withPage(variant('a', {}, [], reads)));
		expect(html.split(ESCAPED)).toHaveLength(6);
		expect(html).not.toMatch(/<img|<script|onerror="/i);
	});

	test('asks for nothing and runs nothing', () => {
		const html = renderHtml(sampleReport);
		expect(html).toContain(`default-src 'none'`);
		expect(html).not.toMatch(/<script|\ssrc=|url\(|@import|="https?:/);
		expect(html.match(/href="[^"#][^"]*"/g)).toEqual([
			'href="data:,"',
			'href="choose-report.json"',
		]);
	});
});

describe('pages', () => {
	const html = renderHtml(sampleReport);

	test('a variant names its audiences, those of both devices once', () => {
		const text = textOfPage(html, '/pricing/');
		expect(text).toMatch(/Default\|+Desktop and mobile\| no segment, everyone, acme, paid-social/);
		expect(text).toMatch(/Variant 1\|+Desktop and mobile\| pro, pro \+ paid-social\|/);
	});

	test('an audience of one device stands under that device', () => {
		const text = textOfPage(html, '/');
		expect(text).toMatch(/Desktop\| acme\|/);
		expect(text).toMatch(/Mobile\| acme\|/);
	});

	test('values are shown for reading', () => {
		expect(textOfPage(html, '/')).toContain(
			'label: Best sellers\nproducts:\n\u2013 title: Fjell Trail 3, price: 149.0\n\u2013 title: Fjell Road 2',
		);
		expect(textOfPage(html, '/pricing/')).toContain('enableNewCheckout: true\nlayout: v2');
	});

	test('what a variant shares with the default is named, not repeated', () => {
		const text = textOfPage(html, '/');
		expect(text.split('headline: Run further')).toHaveLength(2);
		expect(text).toContain('As the default: home-hero');
	});

	test('a cut value is never said to be that of the default', () => {
		const reads = { cut: '{"headline":"Twelve...' };
		const variants = [true, false].map((isDefault) => variant('a', { isDefault }, [], reads));
		expect(renderHtml(withPage(...variants))).not.toContain('As the default');
	});

	test('the default comes first, then the variants that answer most', () => {
		const shuffled = withPage(
			variant('a', {}, ['acme.d'], {}),
			variant('b', {}, ['pro.d', 'student.d'], {}),
			variant('c', { isDefault: true }, ['default.d'], {}),
		);
		expect(textOfPage(renderHtml(shuffled), '/only/')).toMatch(
			/Default.*no segment.*Variant 1.*pro, student.*Variant 2.*acme/s,
		);
	});

	test('audiences without a variant of their own are named', () => {
		expect(textOfPage(html, '/')).toMatch(/answered with the default:\|+Mobile\| paid-social\|/);
	});

	test('a build without varied pages says so', () => {
		expect(renderHtml({ ...sampleReport, pages: [] })).toContain(
			'No prerendered page reads an experience',
		);
	});
});

describe('search engines', () => {
	/** The rows of the table, their cells between bars. */
	const rowsOf = (report: BuildReport) => {
		const html = renderHtml(report);
		const table = html.slice(html.indexOf('<table class="seo">'), html.indexOf('</table>'));
		return table.split('<tr').map((row) => row.replaceAll(/<[^>]+>/g, '|').replaceAll(/\|+/g, '|'));
	};
	const changed = seo({
		h1: ['Welcome back'],
		differences: [
			{ part: 'h1', removed: ['Run further'], added: ['Welcome back'] },
			{ part: 'links', removed: ['/a/'], added: ['/b/'] },
		],
	});
	const undeclared = [
		{ part: 'links', removed: ['/a/'], added: ['/b/'], changedBy: ['home-hero', 'device'] },
	] as const;

	test('a page has what they read of its default', () => {
		const standard = seo({ description: [], robots: ['noindex'], structuredData: ['WebSite'] });
		const [, , row] = rowsOf(withPage(variant('a', { isDefault: true, seo: standard }, [], {})));
		expect(row).toContain('|/only/|Fjell|Run further|https://fjell.example/|noindex|24|WebSite|');
	});

	test('variants are told apart by what differs, and those that do not are counted', () => {
		const rows = rowsOf(
			withPage(
				variant('a', { isDefault: true }, ['default.d'], {}),
				variant('b', { seo: changed }, ['pro.d'], {}),
				variant('c', { seo: changed }, ['pro.m', 'acme.d'], {}),
				variant('d', {}, ['student.d'], {}),
			),
		);
		expect(rows).toHaveLength(4);
		expect(rows[2]).toContain('|and 1 variant|');
		expect(rows[3]).toMatch(
			/mobile\| pro\|Desktop\| acme\|Run further\|Welcome back\|\/a\/\|\/b\/\|$/,
		);
		expect(rows.join('')).not.toContain('changed by');
	});

	test('a change that is not declared is pointed out, and its page comes first', () => {
		const first = page('/z/', [
			variant('a', { isDefault: true }, ['default.d'], {}),
			variant('b', { seo: { ...changed, undeclared } }, ['pro.d'], {}),
		]);
		const second = page('/a/', [variant('a', { isDefault: true }, ['default.d'], {})]);
		const rows = rowsOf({ ...sampleReport, pages: [second, first] });
		expect(rows.slice(2).map((row) => row.split('|')[1])).toEqual(['/z/', 'Desktop', '/a/']);
		expect(rows[3]).toContain('|/b/|changed by home-hero, device|');
	});
});

describe('sections', () => {
	const html = renderHtml(sampleReport);

	test('warnings stand before everything else, grouped by name', () => {
		expect(html.indexOf('2 warnings')).toBeLessThan(html.indexOf('Pages that vary'));
		expect(html).toContain('<h3>NeverRead</h3><ul><li>promo is declared');
		expect(renderHtml({ ...sampleReport, warnings: [] })).not.toContain('id="warnings"');
	});

	test('a segment shows what it decides on each device', () => {
		const segments = [
			{
				name: 'split',
				catchAll: false,
				decided: { desktop: ['a', 'b'], mobile: [] },
				fetchedAt: undefined,
			},
		];
		const row = /<tr><th scope="row">split.*?<\/tr>/.exec(
			renderHtml({ ...sampleReport, segments }),
		)?.[0];
		expect(
			row
				?.replaceAll(/<[^>]+>/g, ' ')
				.split(/\s+/)
				.filter(Boolean),
		).toEqual(['split', 'never', 'asked', 'a', 'b', 'nothing']);
	});

	test('a segment without a choice is pointed out, one that was never asked about is not', () => {
		expect(html).toMatch(/student *<span class="flag">decided by nothing/);
		const segments = [{ ...segment('student', [], []), fetchedAt: undefined }];
		expect(renderHtml({ ...sampleReport, segments })).not.toContain('decided by nothing');
	});

	test('an experience shows who reads it', () => {
		expect(html).toMatch(/home-hero.*?<code>\/<\/code>.*?and 3 more/s);
		expect(html).toMatch(/promo.*?no prerendered page/s);
	});

	test('an experience that may change what search engines read says so', () => {
		expect(html).toMatch(/best-sellers *<span class="note">productList, per segment, seo: true</);
		expect(html).toMatch(/home-hero *<span class="note">headline, per segment</);
	});

	test('it says at the top when decisions are not of this build', () => {
		expect(renderHtml({ ...sampleReport, decisions: 'kept' })).toContain(
			'decisions kept from an earlier build',
		);
	});
});

test('1,000 pages of 8 variants stay small enough to open, and what is more adds nothing', () => {
	const [large, larger] = [1_000, 1_300].map((pages) => renderHtml(createLargeReport(pages, 8)));
	expect(large!.length).toBeLessThan(4_000_000);
	// Of a page with its variants there are thousands of characters; longer numbers of pages are a few.
	expect(larger!.length - large!.length).toBeLessThan(10_000);
});

test('every element that is opened is closed', () => {
	const open: string[] = [];
	for (const [, slash, name = ''] of notEmpty(
		renderHtml(sampleReport).matchAll(/<(\/?)([a-z][a-z0-9]*)/g),
	)) {
		if (['meta', 'link'].includes(name)) continue;
		if (slash === '/') expect(open.pop()).toBe(name);
		else open.push(name);
	}
	expect(open).toEqual([]);
});
