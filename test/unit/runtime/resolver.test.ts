import { dirname } from 'node:path/posix';
import { readFile } from 'node:fs/promises';
import { z } from 'astro/zod';
import { describe, expect, it } from 'vitest';
import { createPageLookup } from '../../../integration/src/runtime/page-lookup.js';
import { createResolver } from '../../../integration/src/runtime/resolver.js';
import type { Routing } from '../../../integration/src/store/index-file.js';

// What `@astrojs/node` answered, observed: for each set-up, its client files, and each request target's status and page.
const matrix = z
	.record(z.string(), z.record(z.string(), z.unknown()))
	.parse(
		JSON.parse(await readFile(new URL('../../fixtures/url-matrix.json', import.meta.url), 'utf8')),
	);

const setupSchema = z.tuple([
	z.string(),
	z.enum(['directory', 'file', 'preserve']),
	z.enum(['always', 'never', 'ignore']),
]);

const setups = Object.entries(matrix).map(([setup, observed]) => {
	const [base, format, trailingSlash] = setupSchema.parse(setup.split(' '));
	const files = z.array(z.string()).parse(observed.files);
	const targets = Object.entries(observed).filter(
		(entry): entry is [string, string] => typeof entry[1] === 'string' && entry[0].startsWith('/'),
	);
	return { setup, base, format, trailingSlash, files, targets };
});

describe.each(setups)('$setup', ({ base, format, trailingSlash, files, targets }) => {
	const pages = files.filter((file) => !file.endsWith('404.html'));
	const routing: Routing = { base, format, trailingSlash, folders: foldersOf(files) };
	const resolve = createResolver(routing, new Set(pages));
	const lookUp = createPageLookup(
		routing,
		pages.map((file) => ({ file })),
	);

	it.each(targets)('%s is what the adapter answers: %s', (target, answer) => {
		const file = resolve(target);
		const shown = /^200 "(.*)"$/.exec(answer)?.[1];
		// "OD" is an on-demand page: it has no file.
		const isPage = shown !== undefined && shown !== 'PAGE 404' && shown !== 'OD';
		expect(file === undefined ? undefined : shownBy(file)).toBe(isPage ? shown : undefined);
		expect(lookUp(target)?.file).toBe(file);
		expect(lookUp(`${target}?utm_source=x&y`)?.file).toBe(file);
	});
});

it('has seen all of the matrix', () => {
	expect(setups).toHaveLength(18);
	expect(setups.flatMap(({ targets }) => targets).length).toBeGreaterThan(700);
});

function foldersOf(files: readonly string[]): string[] {
	const folders = new Set(['']);
	for (const file of files) {
		for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) folders.add(folder);
	}
	return [...folders];
}

// The text that each page of the observed site shows.
function shownBy(file: string): string {
	const name = file.replace(/(?:\/?index)?\.html$/, '');
	if (name === '') return 'INDEX';
	if (name.startsWith('blog/')) {
		const slug = name.slice('blog/'.length);
		return `BLOG ${slug} ${slug}`;
	}
	if (name === 'nested') return 'PAGE nested-index';
	return name === 'nested/deep' ? 'PAGE nested-deep' : `PAGE ${name}`;
}
