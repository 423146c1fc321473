import { describe, expect, it } from 'vitest';
import { pathsOfFile } from '../../../../integration/src/export/nginx/page-paths.js';
import { createResolver } from '../../../../integration/src/runtime/resolver.js';
import { notEmpty } from '../../../support/not-empty.js';

const FILES = [
	'index.html',
	'about/index.html',
	'a/b.html',
	'v1.2/index.html',
	'v1.2.html',
	'404.html',
];

describe('the paths of a page', () => {
	const cases = (['', '/docs'] as const).flatMap((base) =>
		(['always', 'never', 'ignore'] as const).flatMap((trailingSlash) =>
			(['directory', 'file', 'preserve'] as const).map((format) => ({
				base,
				trailingSlash,
				format,
			})),
		),
	);
	it.each(notEmpty(cases))('are those that the Node adapter answers: %o', (routing) => {
		const files = new Set(FILES);
		const resolve = createResolver({ ...routing, folders: ['', 'about', 'a', 'v1.2'] }, files);
		for (const file of FILES) {
			const bare = `${routing.base}/${file}`.replace(/(?:\/?index)?\.html$/, '');
			const spellings = [
				`${routing.base}/${file}`,
				bare || '/',
				`${bare}/`,
				`${bare}/index`,
			].filter((path) => resolve(path) === file);
			expect(pathsOfFile(routing, file).toSorted()).toEqual([...new Set(spellings)].toSorted());
		}
	});
});
