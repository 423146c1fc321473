import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { PARTS } from '../../bench/frame/parts.ts';
import { writePerformancePage } from '../../bench/frame/performance-page.ts';
import { readResults } from '../../bench/frame/results-file.ts';
import { ERRORS } from '../../integration/src/errors.js';
import { parseOptions } from '../../integration/src/options.js';

// Links between pages are checked by `npm run check:links`.
const read = (page: string) => readFile(new URL(`../../docs/${page}`, import.meta.url), 'utf8');

it('docs/errors.md has a section for every error', async () => {
	const headings = [...(await read('errors.md')).matchAll(/^### (.+)$/gm)].flatMap(
		([, together = '']) => together.split(', '),
	);
	const names = Object.keys(ERRORS);
	expect(names.length).toBeGreaterThan(20);
	expect(names.filter((name) => !headings.includes(name))).toEqual([]);
});

it('docs/options.md has every option, with its default', async () => {
	const rows = new Map(
		[...(await read('options.md')).matchAll(/^\| `([\w.]+)` +\| (.+?) +\|/gm)].map(
			([, name = '', written = '']) => [name, written.replaceAll(/[`'\s]/g, '')],
		),
	);
	const { edge, live, org, project, ...options } = parseOptions({
		org: 'required',
		project: 'required',
	});
	const defaults = new Map([
		...Object.entries({ org, project, ...options }),
		...below('live', live),
		...below('edge', edge),
	]);
	expect(defaults.size).toBeGreaterThan(20);
	expect(defaults.keys()).toContain('live.swapWithin');
	const wrong = [...defaults]
		.map(([name, value]) => ({ name, value: JSON.stringify(value).replaceAll('"', '') }))
		.filter(({ name, value }) => rows.get(name) !== value)
		.map(({ name, value }) => `${name}: ${value}, not ${String(rows.get(name))}`);
	expect(wrong).toEqual([]);
});

it('docs/performance.md states what was measured of every part, and nothing else', async () => {
	const results = readResults();
	expect(PARTS.length).toBeGreaterThan(0);
	expect(Object.keys(results).toSorted()).toEqual(PARTS.map(({ name }) => name).toSorted());
	expect(await read('performance.md')).toBe(await writePerformancePage(PARTS, results));
});

function below(name: string, options: object | false): readonly (readonly [string, unknown])[] {
	return Object.entries(options).map(([key, value]) => [`${name}.${key}`, value] as const);
}
