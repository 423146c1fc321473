import { expect, it } from 'vitest';
import {
	conformancePage,
	ENGINES,
	type ConformanceRow,
} from '../../../scripts/conformance-page.js';

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
	expect(rowsOf(pageOf({}))).toEqual(['| Accept-Encoding: \\* | same | same | same | same |']);
});

it('numbers the reasons of differences, equal ones alike', () => {
	const page = pageOf({
		nginx: { ...TITLE, result: 'different', why: 'it is another; it is old' },
		workerd: { ...TITLE, result: 'inapplicable', why: 'it is old' },
	});
	expect(rowsOf(page)).toEqual(['| Accept-Encoding: \\* | same | same | differs (1, 2) | – (2) |']);
	expect(page).toMatch(/1\. it is another\.\n2\. it is old\.\n$/);
});
