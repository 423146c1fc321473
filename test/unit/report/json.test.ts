import { expect, expectTypeOf, test } from 'vitest';
import type { BuildReport, SegmentReport } from '../../../integration/src/build/report-types.js';
import { renderJson } from '../../../integration/src/build/reporters/json.js';
import { sampleReport } from '../../support/sample-report.js';

test('gives back the report that was written', () => {
	expect(JSON.parse(renderJson(sampleReport))).toEqual(sampleReport);
});

test('gives back the report of a build that read, asked and decided nothing', () => {
	const empty: BuildReport = {
		...sampleReport,
		decisions: 'defaults',
		segments: [],
		experiences: [],
		audiences: [],
		pages: [],
		warnings: [],
	};
	expect(JSON.parse(renderJson(empty))).toEqual(empty);
});

test('is indented with tabs and ends in a newline', () => {
	const json = renderJson(sampleReport);
	expect(json).toMatch(/^\{\n\t"version": 1,\n\t"builtAt"/);
	expect(json).toMatch(/[^\n]\n$/);
});

test('has the same bytes whatever the order in which the report was put together', () => {
	expect(renderJson(reverseKeys(sampleReport))).toBe(renderJson(sampleReport));
});

test('a segment that was never asked has no time', () => {
	const segments = sampleReport.segments.map((segment) => ({ ...segment, fetchedAt: undefined }));
	expect(renderJson({ ...sampleReport, segments })).not.toContain('fetchedAt');
});

test('has no place for profiles, rules or private segments', () => {
	expectTypeOf<keyof SegmentReport>().toEqualTypeOf<
		'name' | 'catchAll' | 'decided' | 'fetchedAt'
	>();
	const segments = sampleReport.segments.map((segment) => ({
		...segment,
		profile: { userId: 'segment_secret' },
		when: { cookie: { plan: 'secret' } },
	}));
	expect(renderJson({ ...sampleReport, segments })).toBe(renderJson(sampleReport));
});

function reverseKeys(report: BuildReport): BuildReport {
	return JSON.parse(JSON.stringify(report), (_key, part: unknown) =>
		typeof part === 'object' && part !== null && !Array.isArray(part)
			? Object.fromEntries(Object.entries(part).toReversed())
			: part,
	) as BuildReport;
}
