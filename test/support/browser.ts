import { chromium, type Browser, type Page } from 'playwright-core';
import { CHROMIUM_ARGS, findChromium } from './chromium.js';

// Headless Chromium calls itself so, and is taken for the crawler that it may be.
const CHROME =
	'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';

/** Starts an installed Chromium. */
export function launchChromium(): Promise<Browser> {
	return chromium.launch({ executablePath: findChromium(), args: CHROMIUM_ARGS });
}

/** Opens an address as a visitor with the request headers given, until everything has loaded, and reads something of the page. */
export async function readPage<Result>(
	browser: Browser,
	url: string,
	headers: Readonly<Record<string, string>>,
	read: (page: Page, problems: readonly string[]) => Promise<Result>,
): Promise<Result> {
	const context = await browser.newContext({ userAgent: CHROME, extraHTTPHeaders: headers });
	try {
		const page = await context.newPage();
		const problems: string[] = [];
		page.on('pageerror', (error) => problems.push(error.message));
		page.on('console', (message) => {
			if (message.type() === 'error') problems.push(message.text());
		});
		await page.goto(url, { waitUntil: 'networkidle' });
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
