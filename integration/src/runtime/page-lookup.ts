import type { Routing, StoredPage } from '../store/index-file.js';
import { createResolver } from './resolver.js';

/**
 * The varied page that a request target asks for. The common spellings of a page are remembered when somebody has asked by them, so that they
 * are resolved once; no others are, so that what is remembered is bounded.
 */
export function createPageLookup<Page extends Pick<StoredPage, 'file'>>(
	routing: Routing,
	pages: readonly Page[],
): (target: string) => Page | undefined {
	const byFile = new Map(pages.map((page) => [page.file, page]));
	const resolve = createResolver(routing, byFile);
	const bySpelling = new Map<string, Page>();
	return (target) => {
		const query = target.indexOf('?');
		const path = query === -1 ? target : target.slice(0, query);
		const known = bySpelling.get(path);
		if (known !== undefined) return known;
		const file = resolve(target);
		const page = file === undefined ? undefined : byFile.get(file);
		if (page === undefined) return undefined;
		// Not `path` itself, which would keep the whole target in memory that it is a slice of.
		const spelling = commonSpellings(routing.base, page.file).find((one) => one === path);
		if (spelling !== undefined) bySpelling.set(spelling, page);
		return page;
	};
}

function commonSpellings(base: string, file: string): string[] {
	const path = encodeURI(`${base.replace(/\/$/, '')}/${file}`);
	const bare = path.replace(/(?:\/index)?\.html$/, '');
	return [path, bare === '' ? '/' : bare, `${bare}/`];
}
