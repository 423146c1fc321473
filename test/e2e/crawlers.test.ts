import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'astro/zod';
import { deviceOfUserAgent } from '../../integration/src/audience/device.js';
import { createFactsReader } from '../../integration/src/build/seo/read-facts.js';
import { DEVICES } from '../../integration/src/constants.js';
import type { Device } from '../../integration/src/types.js';
import { ask, type Answer } from '../support/ask.js';
import { CHROMIUM_ARGS, findChromium } from '../support/chromium.js';
import { CRAWLERS } from '../support/crawlers.js';
import type { ServedSite } from '../support/fixture.js';
import { serveReferenceSite, type ServedReference } from '../support/reference-site.js';
import { notEmpty } from '../support/not-empty.js';

const CHROME: Readonly<Record<Device, string>> = {
	desktop:
		'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
	mobile:
		'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36',
};
const CAMPAIGNS = [
	'utm_source=facebook',
	'utm_source=Instagram&utm_medium=paid',
	'utm_source=news',
];
const ENCODING = { 'accept-encoding': 'gzip, deflate, br' };

const reportSchema = z.object({
	pages: z.array(z.object({ path: z.string() })),
	warnings: z.array(z.object({ name: z.string() })),
});

let reference: ServedReference;
let served: ServedSite;
let browser: Browser;
let report: z.output<typeof reportSchema>;
/** Every page that can be found from the home page, the sitemap and the build report, and one that is not there. */
let paths: readonly string[];

beforeAll(async () => {
	reference = await serveReferenceSite();
	({ served } = reference);
	report = reportSchema.parse(JSON.parse(await reference.site.read('dist/choose-report.json')));
	browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGS] });
	paths = [...(await findPages()), '/nothing-here/'];
});
afterAll(async () => {
	await browser.close();
	await reference.close();
});

it('the site is built without a change that is not declared', () => {
	expect(report.warnings.filter(({ name }) => name === 'SeoDiffers')).toEqual([]);
});

it('finds varied, unchanged and on-demand pages, and pages that are another on a phone', async () => {
	const isFile = (path: string) =>
		existsSync(join(reference.site.root, 'dist/client', path, 'index.html'));
	const isVaried = (path: string) => report.pages.some((page) => page.path === path);
	expect(paths.some(isVaried)).toBe(true);
	expect(paths.some((path) => isFile(path) && !isVaried(path))).toBe(true);
	const unlike: string[] = [];
	const onDemand: string[] = [];
	for (const path of paths) {
		const [desktop, mobile] = await Promise.all(DEVICES.map((device) => askAs(device, path)));
		if (desktop?.text !== mobile?.text) unlike.push(path);
		if (desktop?.status === 200 && !isFile(path)) onDemand.push(path);
	}
	expect(unlike).not.toEqual([]);
	expect(onDemand).not.toEqual([]);
});

describe.each(notEmpty(DEVICES))('Chrome without cookies, %s', (device) => {
	it('gets what anybody gets who asks with its user agent', async () => {
		const context = await browser.newContext({ userAgent: CHROME[device] });
		await context.route(/\.(?:css|js|webp|png|svg|woff2)$/, (route) => route.abort());
		const page = await context.newPage();
		for (const path of notEmpty(paths)) {
			const response = await page.goto(`${served.url}${path}`, { waitUntil: 'commit' });
			const { text } = await askAs(device, path);
			expect(await response?.text(), path).toBe(text);
		}
		expect(await context.cookies()).toEqual([]);
		await context.close();
	});
});

describe.each(notEmpty(CRAWLERS))('$name', ({ userAgent, device }) => {
	it(`counts as ${device}`, () => {
		expect(deviceOfUserAgent(userAgent)).toBe(device);
	});

	it('gets of every page what Chrome gets, with a campaign and without', async () => {
		const campaigns = CAMPAIGNS.map((query) => `?${query}`);
		for (const target of notEmpty(
			paths.flatMap((path) => ['', ...campaigns].map((query) => path + query)),
		)) {
			const [person, crawler] = await Promise.all([
				askAs(device, target),
				ask(served.url, target, { headers: { 'user-agent': userAgent, ...ENCODING } }),
			]);
			expect(crawler.bytes.equals(person.bytes), target).toBe(true);
			expect(comparable(crawler), target).toEqual(comparable(person));
			expect(crawler.headers, target).not.toHaveProperty('set-cookie');
		}
	});

	it('gets the same without compression', async () => {
		for (const path of notEmpty(paths)) {
			const [person, crawler] = await Promise.all([
				askAs(device, path),
				ask(served.url, path, { headers: { 'user-agent': userAgent, accept: '*/*' } }),
			]);
			expect(crawler.text, path).toBe(person.text);
		}
	});
});

it('a campaign shows crawlers and people something else than the page without it', async () => {
	const shown = CAMPAIGNS.map((query) => askAs('desktop', `/?${query}`));
	const [facebook, instagram, news] = await Promise.all(shown);
	const { text } = await askAs('desktop', '/');
	expect(facebook?.text).not.toBe(text);
	expect(instagram?.text).toBe(facebook?.text);
	expect(news?.text).toBe(text);
});

const answers = new Map<string, Promise<Answer>>();

/** What Chrome is answered that has never been here. Asked once. */
function askAs(device: Device, target: string): Promise<Answer> {
	const key = `${device} ${target}`;
	const answer = answers.get(key) ?? ask(served.url, target, { headers: headersOf(device) });
	answers.set(key, answer);
	return answer;
}

function headersOf(device: Device): Readonly<Record<string, string>> {
	return {
		'user-agent': CHROME[device],
		accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
		'accept-language': 'de-DE,de;q=0.9,en;q=0.8',
		'sec-fetch-dest': 'document',
		'sec-fetch-mode': 'navigate',
		'sec-fetch-site': 'none',
		'upgrade-insecure-requests': '1',
		...ENCODING,
	};
}

function comparable({ status, headers }: Answer): unknown {
	const { date: _, ...others } = headers;
	return { status, headers: others };
}

async function findPages(): Promise<string[]> {
	const found = new Set(['/', ...report.pages.map(({ path }) => path), ...(await readSitemaps())]);
	const pages: string[] = [];
	// What is added on the way is visited as well.
	for (const path of found) {
		const { status, headers, text } = await ask(served.url, path);
		if (status !== 200 || !headers['content-type']?.startsWith('text/html')) continue;
		pages.push(path);
		const { links } = createFactsReader(`${served.url}${path}`)(text);
		for (const link of links) found.add(link.replace(/\?.*/, ''));
	}
	return pages;
}

/** The paths that the sitemaps list, if there are any. */
async function readSitemaps(): Promise<string[]> {
	const listed: string[] = [];
	const sitemaps = new Set(['/sitemap-index.xml', '/sitemap.xml']);
	for (const sitemap of sitemaps) {
		const { status, text } = await ask(served.url, sitemap);
		if (status !== 200) continue;
		for (const [, location = ''] of text.matchAll(/<loc>([^<]+)<\/loc>/g)) {
			const { pathname } = new URL(location);
			if (pathname.endsWith('.xml')) sitemaps.add(pathname);
			else listed.push(pathname);
		}
	}
	return listed;
}
