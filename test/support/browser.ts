import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { CHROMIUM_ARGS, findChromium } from './chromium.js';

// Headless Chromium calls itself so, and is taken for the crawler that it may be.
const CHROME =
	'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';

type Cookies = Readonly<Record<string, string>>;

/** A page in a browser profile of its own. */
export interface OpenPage {
	readonly page: Page;
	/** What the browser complained of so far: console errors and warnings, exceptions, and requests that failed. */
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
	cookies: Cookies = {},
): Promise<OpenPage> {
	const opened = await newPage(browser, { url, cookies });
	await opened.page.goto(url, { waitUntil: 'networkidle' });
	return opened;
}

/** Opens an address with these request headers, likewise, and reads something of the page. */
export async function readPage<Result>(
	browser: Browser,
	url: string,
	headers: Readonly<Record<string, string>>,
	read: (page: Page, problems: readonly string[]) => Promise<Result>,
): Promise<Result> {
	const { page, problems } = await newPage(browser, { url, headers });
	try {
		await page.goto(url, { waitUntil: 'networkidle' });
		return await read(page, problems);
	} finally {
		await page.context().close();
	}
}

/** Gives an empty page of a new visitor with these cookies, for as long as it is used. */
export async function visitWith<Result>(
	browser: Browser,
	visitor: { readonly url: string; readonly cookies?: Cookies },
	use: (visit: OpenPage & { readonly context: BrowserContext }) => Promise<Result>,
): Promise<Result> {
	const opened = await newPage(browser, visitor);
	const context = opened.page.context();
	try {
		return await use({ ...opened, context });
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

async function newPage(
	browser: Browser,
	{
		url,
		cookies = {},
		headers = {},
	}: {
		readonly url: string;
		readonly cookies?: Cookies;
		readonly headers?: Readonly<Record<string, string>>;
	},
): Promise<OpenPage> {
	const context = await browser.newContext({ userAgent: CHROME, extraHTTPHeaders: headers });
	const { origin } = new URL(url);
	await context.addCookies(
		Object.entries(cookies).map(([name, value]) => ({ name, value, url: origin })),
	);
	const page = await context.newPage();
	const problems: string[] = [];
	page.on('console', (message) => {
		if (['error', 'warning'].includes(message.type())) problems.push(message.text());
	});
	page.on('pageerror', (error) => problems.push(error.message));
	// A browser gives up a prefetch when the visitor goes there.
	page.on('requestfailed', (request) => {
		const reason = request.failure()?.errorText ?? '';
		if (reason !== 'net::ERR_ABORTED') problems.push(`${request.url()}: ${reason}`);
	});
	return { page, problems };
}
