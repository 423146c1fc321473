import { describe, expect, it } from 'vitest';
import {
	conformancePage,
	ENGINES,
	missingAnswers,
	type ConformanceRow,
} from '../../../scripts/conformance-page.js';
import { URLS } from '../../conformance/url-config.js';

const TITLE = { part: 'Codings', title: 'Accept-Encoding: *' };
const rowsOf = (page: string) => page.split('\n').filter((line) => line.startsWith('| Accept'));

const pageOf = (rows: Partial<Record<(typeof ENGINES)[number], ConformanceRow>>) =>
	conformancePage(
		new Map(
			ENGINES.map((engine) => [engine, [rows[engine] ?? { ...TITLE, result: 'same' as const }]]),
		),
		'astro 7.0.0',
	);

it('has a row for each case, and a column for each engine', () => {
	expect(rowsOf(pageOf({}))).toEqual([
		'| Accept-Encoding: \\* | same | same | same | same | same |',
	]);
});

it('numbers the reasons of differences, equal ones alike', () => {
	const page = pageOf({
		nginx: { ...TITLE, result: 'different', why: 'it is another; it is old' },
		workerd: { ...TITLE, result: 'inapplicable', why: 'it is old' },
	});
	expect(rowsOf(page)).toEqual([
		'| Accept-Encoding: \\* | same | same | differs (1, 2) | – (2) | same |',
	]);
	expect(page).toMatch(/1\. it is another\.\n2\. it is old\.\n$/);
});

describe('what is missing', () => {
	const urls = (title: string) => ({ part: URLS, title, result: 'same' as const });
	const seenBy = (...rows: ConformanceRow[]) =>
		new Map<string, readonly ConformanceRow[]>(ENGINES.map((engine) => [engine, rows]));

	it('is nothing where every engine was asked everything', () => {
		expect(missingAnswers(seenBy(urls('/, file')), ['/, file'])).toEqual([]);
	});

	it('is a configuration of URLs that no engine was asked about', () => {
		expect(missingAnswers(seenBy(urls('/, file')), ['/, file', '/docs, file'])).toEqual(
			ENGINES.map((engine) => `${engine} › ${URLS}: /docs, file`),
		);
	});

	it('is what one engine was not asked', () => {
		const seen = seenBy({ ...TITLE, result: 'same' }).set('nginx', []);
		expect(missingAnswers(seen, [])).toEqual(['nginx › Codings: Accept-Encoding: *']);
		seen.delete('Netlify');
		expect(missingAnswers(seen, [])).toContain('Netlify › Codings: Accept-Encoding: *');
	});
});
