import { gunzipSync } from 'node:zlib';
import { LARGEST_BODY } from './http-client.js';
import { readPageLinks } from './page-links.js';
import { readRobots, readSitemap } from './sitemap-file.js';

/** The pages of a site. */
export interface FoundPages {
	/** Where they were found: a sentence. */
	readonly source: string;
	/** Path and query, each once. */
	readonly paths: readonly string[];
	/** Every address that a sitemap lists, as it is written. */
	readonly listed: readonly string[];
	readonly notes: readonly string[];
}

export interface FindPagesOptions {
	/** The address that was given: origin and base. */
	readonly site: URL;
	/** The path of a sitemap; undefined: it is looked for. */
	readonly sitemap: string | undefined;
	/** The bytes at a path of the site; undefined: it does not answer 200. */
	readonly read: (target: string) => Promise<Buffer | undefined>;
}

/** Sitemaps of one site; an index that goes on without end is left there. */
const MOST_SITEMAPS = 200;

/** Finds the pages by the sitemaps that robots.txt names, else by those that are usual, else by the links of the given page. */
export async function findPages({ site, sitemap, read }: FindPagesOptions): Promise<FoundPages> {
	const base = site.pathname.replace(/[^/]*$/, '');
	for (const start of await sitemapsOf(base, sitemap, read)) {
		const listed = await readSitemaps(start, read);
		if (listed.length > 0) return fromSitemap(listed, start.join(', '), site.origin, base);
	}
	const notes = [
		sitemap === undefined
			? 'The site has no sitemap: the given page and the pages it links to were asked for.'
			: `There is no sitemap at ${sitemap}: the given page and the pages it links to were asked for.`,
	];
	const start = `${site.pathname}${site.search}`;
	const html = (await read(start))?.toString() ?? '';
	const linked = readPageLinks(html, site.href)
		.anchors.map((address) => new URL(address))
		.filter(({ origin, pathname }) => origin === site.origin && pathname.startsWith(base))
		.map(({ pathname, search }) => `${pathname}${search}`);
	const paths = [...new Set([start, ...linked])];
	return { source: `links of ${start}`, paths, listed: [], notes };
}

async function sitemapsOf(
	base: string,
	sitemap: string | undefined,
	read: FindPagesOptions['read'],
): Promise<string[][]> {
	if (sitemap !== undefined) return [[sitemap.startsWith('/') ? sitemap : `${base}${sitemap}`]];
	const robots = (await read('/robots.txt'))?.toString() ?? '';
	const named = readRobots(robots).flatMap((address) => pathOf(address) ?? []);
	const usual = [base, '/'].flatMap((folder) => [
		[`${folder}sitemap-index.xml`],
		[`${folder}sitemap.xml`],
	]);
	return [...(named.length > 0 ? [named] : []), ...usual];
}

/** The addresses of pages in these sitemaps and in those that they list. */
async function readSitemaps(
	start: readonly string[],
	read: FindPagesOptions['read'],
): Promise<string[]> {
	const queue = [...start];
	const seen = new Set<string>();
	const pages: string[] = [];
	for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
		if (seen.has(path) || seen.size >= MOST_SITEMAPS) continue;
		seen.add(path);
		const bytes = await read(path);
		const found = bytes && readSitemap(inflated(bytes));
		// One by one: as arguments of one call, a hundred thousand are too many.
		for (const page of found?.pages ?? []) pages.push(page);
		for (const address of found?.sitemaps ?? []) {
			const listed = pathOf(address);
			if (listed !== undefined && queue.length < MOST_SITEMAPS) queue.push(listed);
		}
	}
	return pages;
}

// A sitemap names the public origin; the running site may have another.
function fromSitemap(
	listed: readonly string[],
	source: string,
	origin: string,
	base: string,
): FoundPages {
	const urls = listed.flatMap((address) => URL.parse(address, origin) ?? []);
	const publicOrigin = urls.some((url) => url.origin === origin) ? origin : urls[0]?.origin;
	const own = urls.filter((url) => url.origin === publicOrigin && url.pathname.startsWith(base));
	const paths = [...new Set(own.map(({ pathname, search }) => `${pathname}${search}`))];
	const notes: string[] = [];
	if (publicOrigin !== undefined && publicOrigin !== origin)
		notes.push(`The sitemap lists ${publicOrigin}; the same paths were asked for at ${origin}.`);
	const left = urls.length - own.length;
	if (left > 0)
		notes.push(
			`${left} of the sitemap’s addresses have another origin or lie outside ${base}: left out.`,
		);
	return { source, paths, listed, notes };
}

function pathOf(address: string): string | undefined {
	const url = URL.parse(address, 'http://site.invalid');
	return url === null ? undefined : `${url.pathname}${url.search}`;
}

function inflated(bytes: Buffer): string {
	const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
	try {
		return (isGzip ? gunzipSync(bytes, { maxOutputLength: LARGEST_BODY }) : bytes).toString();
	} catch {
		return '';
	}
}

/** At most so many, spread evenly over the list. */
export function spread<Item>(items: readonly Item[], most: number): Item[] {
	if (items.length <= most) return [...items];
	return Array.from({ length: most }, (_, index) => {
		const at = most === 1 ? 0 : Math.round((index * (items.length - 1)) / (most - 1));
		return items[at];
	}).filter((item) => item !== undefined);
}
