import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { BuildReport } from '../../../integration/src/build/report-types.js';
import { renderTable } from '../../../integration/src/build/reporters/table.js';
import { page, segment, seo, variant } from '../../support/report-parts.js';
import { createLargeReport, sampleReport } from '../../support/sample-report.js';

const WIDE = { columns: 120, color: false };

/** The lines from the heading of the pages to the next empty line. */
function pageLines(report: BuildReport, columns: number): string[] {
	const lines = renderTable(report, { columns, color: false }).split('\n');
	const start = lines.findIndex((line) => line.trimStart().startsWith('page '));
	return lines.slice(start, lines.indexOf('', start));
}

function withPaths(...paths: readonly string[]): BuildReport {
	const variants = [variant('a', { isDefault: true }, ['default.d'], {})];
	return { ...sampleReport, pages: paths.map((path) => page(path, variants)) };
}

describe('pages', () => {
	test('each has a line with variants, audiences, bytes and time', () => {
		const line = pageLines(sampleReport, 120).find((text) => text.includes('/pricing/'));
		expect(line?.trim().split(/\s{2,}/)).toEqual([
			'/pricing/',
			'2',
			'14',
			'20.3 kB',
			'4.9 kB',
			'24 ms',
		]);
	});

	test('audiences left to the default are counted', () => {
		expect(pageLines(sampleReport, 120)[1]).toMatch(/^ {2}\/ +8 +13 of 14 /);
	});

	test('bodies of equal bytes are counted once', () => {
		const variants = ['default.d', 'default.m'].map((alias) => variant('same', {}, [alias], {}));
		const pages = [page('/', variants)];
		expect(pageLines({ ...sampleReport, pages }, 120)[1]).toMatch(/ 2 +2 +14\.2 kB /);
	});

	test('lines are equally long, so that columns align', () => {
		const lengths = pageLines(sampleReport, 120).map((line) => line.length);
		expect(new Set(lengths).size).toBe(1);
	});

	test.each([
		['/日本語/', 3],
		['/emoji-🏃/', 0],
		['/accent-e\u0301/', -1],
	])('%s aligns on screen, where it is %i columns wider than its code units', (path, wider) => {
		const [, plain = '', other = ''] = pageLines(withPaths('/aaaaaaaaaaaaaaaaaa/', path), 120);
		expect(plain.length - other.length).toBe(wider);
	});

	test.each([120, 80, 60, 45, 30])('no line is longer than %i columns', (columns) => {
		const report = withPaths('/', `/a-very-long-path/${'x'.repeat(200)}/the-end/`);
		const longest = Math.max(...pageLines(report, columns).map((line) => line.length));
		expect(longest).toBeLessThanOrEqual(columns);
	});

	test('a long path keeps both its ends', () => {
		const lines = pageLines(withPaths(`/catalogue/${'x'.repeat(200)}/red-shoe/`), 100).join('\n');
		expect(lines).toMatch(/\/catalogue\/x*\.\.\.x*\/red-shoe\//);
	});

	test('a narrow terminal loses time and bytes before audiences and variants', () => {
		expect(pageLines(sampleReport, 45)[0]?.trim().split(/\s+/)).toEqual([
			'page',
			'variants',
			'audiences',
		]);
	});

	test('of 10,000 pages the twenty most varied have a line, and the rest share one', () => {
		const large = createLargeReport(10_000, 3);
		const variants = ['a', 'b', 'c', 'd'].map((digest) => variant(digest, {}, [], {}));
		const pages = [...large.pages, page('/most-varied/', variants)];
		const lines = pageLines({ ...large, pages }, 120);
		expect(lines).toHaveLength(22);
		expect(lines[1]).toContain('/most-varied/');
		expect(lines[21]).toMatch(/^ {2}\+ 9,981 more pages +29,943 /);
	});

	test('a build whose pages read nothing says so', () => {
		expect(renderTable({ ...sampleReport, pages: [] }, WIDE)).toContain(
			'No prerendered page reads an experience.',
		);
	});
});

describe('facts', () => {
	test('calls now and per month at the configured interval', () => {
		expect(renderTable(sampleReport, WIDE)).toContain(
			'10 now, 86,400 a month at one per segment and device every 5 min',
		);
	});

	test('no calls are promised where nothing is asked between builds', () => {
		const calls = { ...sampleReport.calls, perMonth: 0 };
		expect(renderTable({ ...sampleReport, calls }, WIDE)).toContain('10 now, none between builds');
	});

	test('failed calls are counted', () => {
		const calls = { ...sampleReport.calls, failed: 2 };
		expect(renderTable({ ...sampleReport, calls }, WIDE)).toContain('10 now (2 failed)');
	});

	test('in what variants differ to search engines, and on how many pages', () => {
		const unlike = seo({
			differences: [
				{ part: 'h1', removed: ['a'], added: ['b'] },
				{ part: 'structuredData', removed: ['a'], added: ['b'] },
			],
		});
		const pages = ['/a/', '/b/'].map((path) => page(path, [variant('a', { seo: unlike }, [], {})]));
		expect(renderTable({ ...sampleReport, pages }, WIDE)).toMatch(
			/search +variants differ in h1 on 2 pages, structured data on 2 pages/,
		);
		expect(renderTable(sampleReport, WIDE)).toMatch(/search +every variant reads the same/);
	});

	test('what was shared', () => {
		expect(renderTable(sampleReport, WIDE)).toContain(
			'111 combinations of page and audience -> 31 variants -> 30 bodies, 412.3 kB',
		);
	});

	test('segments decided by nothing, and those decided by nothing on one device', () => {
		const segments = [
			segment('acme', ['home-hero'], []),
			segment('pro', ['home-hero'], ['home-hero']),
			segment('student', [], []),
		];
		expect(renderTable({ ...sampleReport, segments }, WIDE)).toMatch(
			/undecided +acme on mobile, student$/m,
		);
	});

	test('a build with defaults only blames no segment', () => {
		const segments = [{ ...segment('pro', [], []), fetchedAt: undefined }];
		const table = renderTable({ ...sampleReport, decisions: 'defaults', segments }, WIDE);
		expect(table).toContain('Defaults only');
		expect(table).not.toContain('undecided');
	});
});

describe('warnings', () => {
	test('come last, each on its own line with its name', () => {
		expect(renderTable(sampleReport, WIDE).split('\n').slice(-3)).toEqual([
			'',
			'  NeverRead  promo is declared, but no page reads it.',
			'  VariantFailed  / for paid-social on mobile: TypeError: products is not iterable',
		]);
	});

	test('many of one name do not flood the log and hide no other name', () => {
		const failed = Array.from({ length: 500 }, (_, index) => ({
			name: 'VariantFailed',
			message: `page ${index}`,
		}));
		const warnings = [...failed, { name: 'NeverRead', message: 'promo' }];
		const lines = renderTable({ ...sampleReport, warnings }, WIDE)
			.split('\n')
			.slice(-12);
		expect(lines[0]).toBe('  VariantFailed  page 0');
		expect(lines.slice(-2)).toEqual(['  VariantFailed  and 490 more', '  NeverRead  promo']);
	});

	test('cannot steer the terminal', () => {
		const warnings = [{ name: 'PayloadRefused', message: 'a\n\u001b[2Jb\u202ec\u2028d' }];
		const table = renderTable({ ...withPaths('/x\u001b]0;y\u0007/'), warnings }, WIDE);
		expect(table).not.toMatch(/[^\P{Cc}\n]|[\u202e\u2028]/u);
		expect(table.split('\n').at(-1)).toBe('  PayloadRefused  a [2Jb c d');
	});
});

test('colour changes nothing but styles', () => {
	const coloured = renderTable(sampleReport, { columns: 100, color: true });
	expect(coloured).not.toBe(stripVTControlCharacters(coloured));
	expect(stripVTControlCharacters(coloured)).toBe(
		renderTable(sampleReport, { columns: 100, color: false }),
	);
});

test('is plain ASCII, without trailing space or newline', () => {
	const table = renderTable(sampleReport, WIDE);
	expect(table).toMatch(/^[\n\x20-\x7e]*$/);
	expect(table).not.toMatch(/\s$/);
});
