import { dirname } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { createPageLookup } from '../../../integration/src/runtime/page-lookup.js';
import { createResolver } from '../../../integration/src/runtime/resolver.js';
import type { Routing } from '../../../integration/src/store/index-file.js';
import { pageIn, shownBy, URL_MATRIX } from '../../support/url-matrix.js';
import { notEmpty } from '../../support/not-empty.js';

describe.each(notEmpty(URL_MATRIX))('$setup', ({ base, format, trailingSlash, files, targets }) => {
	const pages = files.filter((file) => !file.endsWith('404.html'));
	const routing: Routing = { base, format, trailingSlash, folders: foldersOf(files) };
	const resolve = createResolver(routing, new Set(pages));
	const lookUp = createPageLookup(
		routing,
		pages.map((file) => ({ file })),
	);

	it.each(notEmpty(targets))('%s is what the adapter answers: %s', (target, answer) => {
		const file = resolve(target);
		expect(file === undefined ? undefined : shownBy(file)).toBe(pageIn(answer));
		expect(lookUp(target)?.file).toBe(file);
		expect(lookUp(`${target}?utm_source=x&y`)?.file).toBe(file);
	});
});

it('has seen all of the matrix', () => {
	expect(URL_MATRIX).toHaveLength(18);
	expect(URL_MATRIX.flatMap(({ targets }) => targets).length).toBeGreaterThan(700);
});

function foldersOf(files: readonly string[]): string[] {
	const folders = new Set(['']);
	for (const file of files) {
		for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) folders.add(folder);
	}
	return [...folders];
}
