import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../support/ask.js';
import {
	ACME,
	DESKTOP_VIEW,
	PHONE_VIEW,
	startReferenceBrowser,
	type ReferenceBrowser,
} from '../support/reference-browser.js';
import { notEmpty } from '../support/not-empty.js';

const SCREENSHOTS = fileURLToPath(new URL('../../test-results/screenshots/', import.meta.url));
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const PAGES = [
	'/',
	'/products/',
	'/products/rake-2/',
	'/pricing/',
	'/lp/wet-ground/',
	'/guide/',
	'/about/',
	'/privacy/',
];
const LANGUAGES = [
	{ language: 'English', lang: 'en-GB', prefix: '', other: '/de' },
	{ language: 'German', lang: 'de', prefix: '/de', other: '' },
] as const;
const MISSING = '/nothing-here/';

let reference: ReferenceBrowser;

beforeAll(async () => {
	reference = await startReferenceBrowser();
	await mkdir(SCREENSHOTS, { recursive: true });
});

afterAll(() => reference.close());

const htmlOf = async (path: string, headers = {}) =>
	(await ask(reference.served.url, path, { headers })).text;

/** `hreflang` and path of each alternate that a page names. */
async function alternatesOf(path: string): Promise<Record<string, string>> {
	const links = (await htmlOf(path)).matchAll(
		/<link rel="alternate" hreflang="(.+?)" href="(.+?)"/g,
	);
	return Object.fromEntries(
		[...links].map(([, hreflang = '', href = '']) => [hreflang, new URL(href).pathname]),
	);
}

describe.each(LANGUAGES)('in $language', ({ lang, prefix, other }) => {
	describe.each([
		{ device: 'desktop', view: DESKTOP_VIEW },
		{ device: 'phone', view: PHONE_VIEW },
	])('on a $device', ({ device, view }) => {
		let tab: Page;
		beforeAll(async () => {
			tab = await reference.openTab(view);
		});

		it.each([...PAGES, MISSING])('%s is accessible, and as wide as the screen', async (page) => {
			const path = `${prefix}${page}`;
			try {
				await tab.setViewportSize(view.viewport);
				await tab.goto(`${reference.served.url}${path}`);
				await tab.addScriptTag({ path: AXE });
				const violations: unknown = await tab.evaluate(
					`axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]))`,
				);
				expect(violations).toEqual([]);
				expect(await tab.getAttribute('html', 'lang')).toBe(lang);
				for (const width of [view.viewport.width, 320]) {
					await tab.setViewportSize({ width, height: 800 });
					expect(await tab.evaluate('document.documentElement.scrollWidth'), path).toBe(width);
				}
			} catch (error) {
				const name = path.replaceAll('/', '_').replace(/^_|_$/g, '') || 'home';
				await tab.screenshot({ path: join(SCREENSHOTS, `${name}-${device}.png`), fullPage: true });
				throw error;
			}
		});
	});

	it.each(PAGES)('%s names itself and its translation, and each names both', async (page) => {
		const path = `${prefix}${page}`;
		const alternates = await alternatesOf(path);
		expect(alternates).toEqual({ en: page, de: `/de${page}`, 'x-default': page });
		for (const alternate of notEmpty(Object.values(alternates))) {
			expect(await alternatesOf(alternate)).toEqual(alternates);
		}
		expect(await htmlOf(path)).toContain(
			`<link rel="canonical" href="https://larkfell.example${path}"`,
		);
	});

	it.each(PAGES)('%s leads to the same page in the other language', async (page) => {
		const html = await htmlOf(`${prefix}${page}`, { cookie: 'plan=pro' });
		const [header = ''] = /<header[^]*?<\/header>/.exec(html) ?? [];
		const links = [...header.matchAll(/<a\b[^>]*>/g)].filter(([link]) =>
			link.includes('hreflang='),
		);
		const targets = links.map(([link]) => /href="([^"]+)"/.exec(link)?.[1]);
		expect(targets).toEqual([`${other}${page}`]);
		const translated = await htmlOf(`${other}${page}`, { cookie: 'plan=pro' });
		expect(translated).toMatch(/<html[^>]* lang="/);
		expect(translated).not.toMatch(new RegExp(`<html[^>]* lang="${lang}"`));
	});

	it('what is not there is 404, in the language of its address', async () => {
		const { status, text } = await ask(reference.served.url, `${prefix}${MISSING}`);
		expect(status).toBe(404);
		expect(text).toContain(`<html lang="${lang}"`);
		expect(text).toContain('<meta name="robots" content="noindex"');
	});
});

it('shows the same visitor the same decision in both languages', async () => {
	await reference.withPage(DESKTOP_VIEW, 'pro', async (tab) => {
		await tab.goto(reference.served.url);
		expect(await tab.textContent('h1')).toBe('Good to see you back on the hill');
		await tab.click('header a[hreflang]');
		expect(await tab.textContent('h1')).toBe('Schön, dass du wieder am Berg bist');
	});
	await reference.withPage(DESKTOP_VIEW, undefined, async (tab) => {
		await tab.goto(`http://${ACME}:${new URL(reference.served.url).port}/pricing/`);
		expect(await tab.textContent('#teams')).toBe('Teams');
		await tab.click('header a[hreflang]');
		expect(new URL(tab.url()).host).toContain(ACME);
		expect(await tab.textContent('.teams p')).toContain('Ab zehn Mitgliedschaften');
	});
});

it('keeps a consent given in German, and returns to the German page', async () => {
	await reference.withPage(DESKTOP_VIEW, undefined, async (tab, context) => {
		await tab.goto(`${reference.served.url}/de/privacy/`);
		await tab.click('main button');
		await tab.waitForLoadState();
		expect(new URL(tab.url()).pathname).toBe('/de/privacy/');
		expect(await tab.textContent('main form')).toContain('Wieder vergessen');
		expect((await context.cookies()).map(({ name }) => name)).toContain('larkfell_consent');
	});
});

it('lists every page of both languages in the sitemap, and robots.txt names it', async () => {
	const sitemap = await htmlOf('/sitemap-0.xml');
	const listed = [...sitemap.matchAll(/<loc>https:\/\/larkfell\.example(.*?)<\/loc>/g)].map(
		([, path]) => path,
	);
	expect(listed).toEqual(expect.arrayContaining(PAGES.flatMap((page) => [page, `/de${page}`])));
	expect(listed.filter((path) => path?.includes('404'))).toEqual([]);
	expect(await htmlOf('/robots.txt')).toContain('https://larkfell.example/sitemap-index.xml');
});

it('describes each page to machines in data that can be read', async () => {
	const typesOn = async (path: string) =>
		[
			...(await htmlOf(path)).matchAll(/<script type="application\/ld\+json">(.+?)<\/script>/gs),
		].map(([, json = '']) => (JSON.parse(json) as { '@type': string })['@type']);
	expect(await typesOn('/de/')).toEqual(['SportingGoodsStore', 'ItemList']);
	expect(await typesOn('/de/products/kite/')).toEqual(['Product', 'BreadcrumbList']);
	expect(await typesOn('/lp/wet-ground/')).toEqual(['Article', 'BreadcrumbList']);
});
