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
	const walk = (nodes: readonly Node[], list: string[] | undefined): void => {
		for (const node of nodes) {
			if (!('tagName' in node)) continue;
			const name = localName(node.tagName);
			if (name === 'loc' && isOwn(node.tagName)) {
				const loc = textOf(node.childNodes).trim();
				if (loc !== '') list?.push(loc);
			}
			walk(node.childNodes, name === 'url' ? pages : name === 'sitemap' ? sitemaps : list);
		}
	};
	walk(parse(html).childNodes, undefined);
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

function textOf(nodes: readonly Node[]): string {
	return nodes
		.map((node) =>
			'value' in node ? node.value : 'childNodes' in node ? textOf(node.childNodes) : '',
		)
		.join('');
}
