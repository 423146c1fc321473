import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeBody, LARGEST_BODY } from '../../../integration/src/prove/http-client.js';
import { findPages, spread } from '../../../integration/src/prove/find-pages.js';
import { readPageLinks } from '../../../integration/src/prove/page-links.js';
import { readRobots, readSitemap } from '../../../integration/src/prove/sitemap-file.js';

/** Reads from these files alone. */
const files = (all: Record<string, string | Buffer>) => (path: string) =>
	Promise.resolve(Object.hasOwn(all, path) ? Buffer.from(all[path]!) : undefined);
const urlset = (...locs: string[]) =>
	`<urlset>${locs.map((loc) => `<url><loc>${loc}</loc></url>`).join('')}</urlset>`;
const site = new URL('http://127.0.0.1:4321/');

describe('readSitemap', () => {
	it('decodes entities and CDATA, and takes no image for a page', () => {
		const xml = `<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="x"><url>
			<xhtml:link rel="alternate" href="https://a.example/no"/><loc> https://a.example/?a=1&amp;b=2 </loc>
			<image:image><image:loc>https://a.example/no.png</image:loc></image:image></url>
			<url><lastmod/><loc><![CDATA[https://a.example/?c=1&d=<e>]]></loc></url></urlset>`;
		expect(readSitemap(xml)).toEqual({
			pages: ['https://a.example/?a=1&b=2', 'https://a.example/?c=1&d=<e>'],
			sitemaps: [],
		});
	});

	it('knows an index, whatever its prefix', () => {
		const xml = '<S:SitemapIndex ><S:sitemap><S:loc>/a.xml</S:loc></S:sitemap></S:SitemapIndex>';
		expect(readSitemap(xml)).toEqual({ pages: [], sitemaps: ['/a.xml'] });
	});

	it('knows what is no sitemap', () => {
		expect(readSitemap('<html><loc>/a</loc></html>')).toBeUndefined();
	});
});

describe('findPages', () => {
	it('asks at the running site for what the sitemap lists of the public one', async () => {
		const read = files({
			'/robots.txt': readRobotsText('https://a.example/one.xml.gz'),
			'/one.xml.gz': gzipSync(
				urlset('https://a.example/', 'https://a.example/b?c=1', 'https://b.example/'),
			),
		});
		const found = await findPages({ site, sitemap: undefined, read });
		expect(found.paths).toEqual(['/', '/b?c=1']);
		expect(found.notes.join('\n')).toMatch(/https:\/\/a\.example.*\n.*1 of the sitemap/);
	});

	it('ends with an index that lists itself', async () => {
		const index = '<sitemapindex><sitemap><loc>/sitemap.xml</loc></sitemap></sitemapindex>';
		const read = files({ '/sitemap.xml': index, '/': '<a href="/b">' });
		expect((await findPages({ site, sitemap: undefined, read })).paths).toEqual(['/', '/b']);
	});

	it('stays below the base, and on the site, when it goes by links', async () => {
		const html =
			'<a href="b/#c"><a href="/outside/"><a href="//b.example/docs/"><a href="mailto:a@b.c">';
		const read = files({ '/docs/': html });
		const found = await findPages({
			site: new URL('/docs/', site),
			sitemap: undefined,
			read,
		});
		expect(found.paths).toEqual(['/docs/', '/docs/b/']);
	});

	const readRobotsText = (address: string) => `User-agent: *\n sitemap : ${address}\r\n`;
	it('reads robots.txt', () => {
		expect(readRobots(readRobotsText('/x.xml'))).toEqual(['/x.xml']);
	});
});

describe('spread', () => {
	it.each([
		{ most: 1, spread: [0] },
		{ most: 3, spread: [0, 5, 9] },
		{ most: 10, spread: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] },
	])('takes $most of ten evenly', ({ most, spread: expected }) => {
		expect(spread([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], most)).toEqual(expected);
	});
});

describe('readPageLinks', () => {
	it('finds whatever leads somewhere', () => {
		const html = `<base href="/base/"><link rel="Canonical" href="c"><meta http-equiv="refresh" content="0; url=r">
			<meta property="og:url" content="https://a.example/og"><meta name="robots" content="NOINDEX">
			<a href="a">A</a><img srcset="s1 1x, s2 2x"><form action="f"></form><iframe src="i"></iframe>`;
		const links = readPageLinks(html, 'https://a.example/x/');
		const base = 'https://a.example/base/';
		expect(links.canonical).toBe(`${base}c`);
		expect(links.noindex).toBe(true);
		expect(links.anchors).toEqual([`${base}a`]);
		for (const one of ['a', 'c', 'r', 's1', 's2', 'f', 'i'])
			expect(links.all).toContain(base + one);
		expect(links.all).toContain('https://a.example/og');
	});
});

describe('a hostile site', () => {
	const DEEP = 60_000;

	it('nests elements deeper than calls can go', () => {
		const html = `${'<div>'.repeat(DEEP)}<a href="/a">a</a>`;
		expect(readPageLinks(html, 'https://a.test/').anchors).toEqual(['https://a.test/a']);
		const xml = `<urlset>${'<x>'.repeat(DEEP)}<url><loc>https://a.test/a</loc></url>`;
		expect(readSitemap(xml)?.pages).toEqual(['https://a.test/a']);
	});

	it('lists more pages than a call takes arguments', async () => {
		const many = '<url><loc>/a</loc></url>'.repeat(150_000);
		const read = (target: string) =>
			Promise.resolve(
				target === '/sitemap.xml' ? Buffer.from(`<urlset>${many}</urlset>`) : undefined,
			);
		const site = new URL('https://a.test/');
		const { paths } = await findPages({ site, sitemap: undefined, read });
		expect(paths).toEqual(['/a']);
	});

	it('sends little that is much once it is decoded', async () => {
		const bomb = gzipSync(`<urlset>${' '.repeat(LARGEST_BODY)}<url><loc>/a</loc></url></urlset>`);
		expect(decodeBody(bomb, 'gzip').length).toBeLessThan(LARGEST_BODY);
		const read = (target: string) => Promise.resolve(target === '/s.gz' ? bomb : undefined);
		const found = await findPages({ site: new URL('https://a.test/'), sitemap: '/s.gz', read });
		expect(found.listed).toEqual([]);
	});
});
