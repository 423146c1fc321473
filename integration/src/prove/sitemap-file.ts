import { parse, type DefaultTreeAdapterTypes } from 'parse5';

type Node = DefaultTreeAdapterTypes.ChildNode;

/** What a sitemap or an index of sitemaps lists. */
export interface SitemapFile {
	readonly pages: readonly string[];
	readonly sitemaps: readonly string[];
}

/** Reads a sitemap (sitemaps.org): whatever namespace prefix it uses, entities and CDATA decoded. Undefined: it is none. */
export function readSitemap(text: string): SitemapFile | undefined {
	if (!/<(?:[\w.-]+:)?(?:urlset|sitemapindex)[\s>]/i.test(text)) return undefined;
	const html = text.replace(/<!\[CDATA\[([^]*?)\]\]>/g, (_all, data: string) =>
		data.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
	);
	const pages: string[] = [];
	const sitemaps: string[] = [];
	// A stack of our own: elements may lie within each other deeper than calls can.
	const waiting: { readonly node: Node; readonly list: string[] | undefined }[] = [];
	const enter = (nodes: readonly Node[], list: string[] | undefined): void => {
		for (let at = nodes.length - 1; at >= 0; at--) {
			const node = nodes[at];
			if (node !== undefined) waiting.push({ node, list });
		}
	};
	enter(parse(html).childNodes, undefined);
	for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
		const { node, list } = one;
		if (!('tagName' in node)) continue;
		const name = localName(node.tagName);
		if (name === 'loc' && isOwn(node.tagName)) {
			const loc = textOf(node.childNodes).trim();
			if (loc !== '') list?.push(loc);
			// What is unclosed holds the rest of the file.
			enter(node.childNodes, undefined);
			continue;
		}
		enter(node.childNodes, name === 'url' ? pages : name === 'sitemap' ? sitemaps : list);
	}
	return { pages, sitemaps };
}

/** The addresses that the `Sitemap:` lines of a robots.txt name. */
export function readRobots(text: string): string[] {
	return [...text.matchAll(/^[ \t]*sitemap[ \t]*:[ \t]*(\S+)/gim)].map(
		([, address = '']) => address,
	);
}

function localName(tagName: string): string {
	return tagName.slice(tagName.indexOf(':') + 1);
}

// `image:loc` and `video:…` are about something else than pages.
function isOwn(tagName: string): boolean {
	return !/^(image|video|news|xhtml):/.test(tagName);
}

// An address holds no elements.
function textOf(nodes: readonly Node[]): string {
	return nodes.map((node) => ('value' in node ? node.value : '')).join('');
}
