import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { PARTS } from '../../bench/frame/parts.ts';
import { writePerformancePage } from '../../bench/frame/performance-page.ts';
import { readResults } from '../../bench/frame/results-file.ts';
import { ERRORS } from '../../integration/src/errors.js';
import { parseOptions } from '../../integration/src/options.js';

const root = new URL('../../', import.meta.url);
const names = (await readdir(new URL('docs/', root), { recursive: true })).filter((name) =>
	name.endsWith('.md'),
);
const files = ['README.md', 'CHANGELOG.md', ...names.map((name) => `docs/${name}`)];
const pages = new Map<string, string>();
for (const file of files) pages.set(file, await readFile(new URL(file, root), 'utf8'));
const read = (file: string) => pages.get(file) ?? '';

describe('docs/errors.md', () => {
	const headings = [...read('docs/errors.md').matchAll(/^### (.+)$/gm)].flatMap(
		([, together = '']) => together.split(', '),
	);

	it.each(Object.keys(ERRORS))('has a section for %s', (name) => {
		expect(headings).toContain(name);
	});
});

describe('docs/options.md', () => {
	const rows = new Map(
		[...read('docs/options.md').matchAll(/^\| `([\w.]+)` +\| (.+?) +\|/gm)].map(
			([, name = '', written = '']) => [name, written],
		),
	);
	const { edge, live, org, project, ...options } = parseOptions({
		org: 'required',
		project: 'required',
	});
	const nested = live === false ? {} : live;

	it.each([
		...Object.entries({ org, project, ...options }),
		...Object.entries(nested).map(([name, value]) => [`live.${name}`, value] as const),
		...Object.entries(edge).map(([name, value]) => [`edge.${name}`, value] as const),
	])('has %s, with its default', (name, value) => {
		const written = rows.get(name)?.replaceAll(/[`'\s]/g, '');
		expect(written).toBe(JSON.stringify(value).replaceAll('"', ''));
	});
});

describe('docs/performance.md', () => {
	it('states what was measured of every part, and nothing else', async () => {
		const results = readResults();
		expect(Object.keys(results).toSorted()).toEqual(PARTS.map(({ name }) => name).toSorted());
		expect(read('docs/performance.md')).toBe(await writePerformancePage(PARTS, results));
	});
});

describe('links to other pages', () => {
	const links = files.flatMap((file) =>
		[...read(file).matchAll(/\]\(([^)\s]*?)(?:#([^)\s]*))?\)/g)]
			.filter(([, path = '']) => !path.includes(':'))
			.map(([, path = '', anchor]) => ({
				file,
				target: path === '' ? file : new URL(path, `file:///${file}`).pathname.slice(1),
				anchor,
			}))
			.filter(({ target }) => target.endsWith('.md')),
	);

	it.each(links)('$file → $target $anchor', ({ target, anchor }) => {
		expect(files).toContain(target);
		if (anchor !== undefined) expect(anchorsOf(read(target))).toContain(anchor);
	});
});

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): string[] {
	return [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
		heading
			.toLowerCase()
			.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
			.replaceAll(/\s/g, '-'),
	);
}
