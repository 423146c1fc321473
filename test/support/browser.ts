import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { CHROMIUM_ARGS, findChromium } from './chromium.js';

// Headless Chromium calls itself so, and is taken for the crawler that it may be.
const CHROME =
	'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';

/** A page in a browser profile of its own, with every complaint of the browser so far. */
export interface OpenPage {
	readonly page: Page;
	/** Console errors and warnings, exceptions, and requests that failed. */
	readonly problems: readonly string[];
}

/** Starts an installed Chromium. */
export function launchChromium(): Promise<Browser> {
	return chromium.launch({ executablePath: findChromium(), args: CHROMIUM_ARGS });
}

/** Opens an address as a new visitor with these cookies, and waits until nothing more is loaded. */
export async function openPage(
	browser: Browser,
	url: string,
	cookies: Readonly<Record<string, string>> = {},
): Promise<OpenPage> {
	const context = await browser.newContext({ userAgent: CHROME });
	const { origin } = new URL(url);
	await context.addCookies(
		Object.entries(cookies).map(([name, value]) => ({ name, value, url: origin })),
	);
	return open(context, url);
}

/** Opens an address with these request headers, likewise, and reads something of the page. */
export async function readPage<Result>(
	browser: Browser,
	url: string,
	headers: Readonly<Record<string, string>>,
	read: (page: Page, problems: readonly string[]) => Promise<Result>,
): Promise<Result> {
	const context = await browser.newContext({ userAgent: CHROME, extraHTTPHeaders: headers });
	try {
		const { page, problems } = await open(context, url);
		return await read(page, problems);
	} finally {
		await context.close();
	}
}

/** A computed style of the first element that a selector finds; undefined: there is none. */
export function readStyle(page: Page, selector: string, property: string): Promise<unknown> {
	const element = `document.querySelector(${JSON.stringify(selector)})`;
	const style = `getComputedStyle(${element})[${JSON.stringify(property)}]`;
	return page.evaluate(`${element} === null ? undefined : ${style}`);
}

async function open(context: BrowserContext, url: string): Promise<OpenPage> {
	const page = await context.newPage();
	const problems: string[] = [];
	page.on('console', (message) => {
		if (['error', 'warning'].includes(message.type())) problems.push(message.text());
	});
	page.on('pageerror', (error) => problems.push(error.message));
	page.on('requestfailed', (request) => problems.push(`${request.url()} failed`));
	await page.goto(url, { waitUntil: 'networkidle' });
	return { page, problems };
}
