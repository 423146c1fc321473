import type { Routing, StoredPage } from '../store/index-file.js';
import { createResolver } from './resolver.js';

/** The varied page that a request target asks for. The common spellings of each page are found without resolving anything. */
export function createPageLookup<Page extends Pick<StoredPage, 'file'>>(
	routing: Routing,
	pages: readonly Page[],
): (target: string) => Page | undefined {
	const byFile = new Map(pages.map((page) => [page.file, page]));
	const resolve = createResolver(routing, new Set(byFile.keys()));
	const find = (target: string) => {
		const file = resolve(target);
		return file === undefined ? undefined : byFile.get(file);
	};
	const bySpelling = new Map<string, Page>();
	for (const { file } of pages) {
		for (const spelling of commonSpellings(routing.base, file)) {
			const page = find(spelling);
			if (page !== undefined) bySpelling.set(spelling, page);
		}
	}
	return (target) => {
		const query = target.indexOf('?');
		return bySpelling.get(query === -1 ? target : target.slice(0, query)) ?? find(target);
	};
}

function commonSpellings(base: string, file: string): string[] {
	const path = encodeURI(`${base.replace(/\/$/, '')}/${file}`);
	const bare = path.replace(/(?:\/index)?\.html$/, '');
	return [path, bare === '' ? '/' : bare, `${bare}/`];
}
