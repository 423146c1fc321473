import { expect, it } from 'vitest';
import { canonicalPaths, spellingsOf } from '../../../integration/src/edge/page-paths.js';
import { isInFolder, withoutBase } from '../../../integration/src/edge/variant-files.js';

const TRAILING_SLASHES = ['always', 'never', 'ignore'] as const;
const FILES = ['index.html', 'a/index.html', 'b.html', 'c d/index/index.html', 'reindex.html'];

it.each([
	['always', ['/', '/a/', '/b/', '/c%20d/index/', '/reindex/']],
	['never', ['/', '/a', '/b', '/c%20d/index', '/reindex']],
	['ignore', ['/', '/a/', '/b', '/c%20d/index/', '/reindex']],
] as const)('each page has one path at Cloudflare: %s', (trailingSlash, paths) => {
	const pages = FILES.map((file) => ({ file, variants: [] }));
	const found = canonicalPaths({ base: '', trailingSlash, pages });
	expect(paths.map((path) => found.get(path)?.file)).toEqual(FILES);
	expect(found.size).toBe(FILES.length);
});

it('takes the file that the asset router takes, where two have one path', () => {
	const pages = ['a.html', 'a/index.html'].map((file) => ({ file, variants: [] }));
	const fileAt = (path: string) =>
		TRAILING_SLASHES.map(
			(trailingSlash) => canonicalPaths({ base: '', trailingSlash, pages }).get(path)?.file,
		);
	expect(fileAt('/a/')).toEqual(['a/index.html', undefined, 'a/index.html']);
	expect(fileAt('/a')).toEqual([undefined, 'a.html', 'a.html']);
});

it('knows how a page’s path may be written', () => {
	const of = (base: string, file: string) =>
		TRAILING_SLASHES.map((trailingSlash) => spellingsOf({ base, trailingSlash }, file));
	expect(of('', 'a/index.html')).toEqual([
		['/a/', '/a/index.html'],
		['/a', '/a/index.html'],
		['/a/', '/a', '/a/index.html'],
	]);
	expect(of('', 'index.html')).toEqual([
		['/', '/index.html'],
		['/', '/index.html'],
		['/', '/index.html'],
	]);
	expect(of('/docs', 'index.html')[1]).toEqual(['/docs', '/docs/index.html']);
});

it('tells what lies below the base and in the folder', () => {
	expect(withoutBase('/docs', '/docs')).toBe('/');
	expect(withoutBase('/docs/a', '/docs')).toBe('/a');
	expect(withoutBase('/docsy', '/docs')).toBeUndefined();
	expect(withoutBase('/a', '')).toBe('/a');
	for (const path of ['/_choose-x/a', '/_choose-x', '//_CHOOSE-X/a', '/%5fchoose-x%2fa'])
		expect(isInFolder(path, '_choose-x/'), path).toBe(true);
	for (const path of ['/', '/a/_choose-x/', '/_choose-xy/a', '/%'])
		expect(isInFolder(path, '_choose-x/'), path).toBe(false);
});
