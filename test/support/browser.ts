import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { CHROMIUM_ARGS, findChromium } from './chromium.js';

// Headless Chromium calls itself so, and is taken for the crawler that it may be.
const CHROME =
	'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';

export function launchBrowser(): Promise<Browser> {
	return chromium.launch({ executablePath: findChromium(), args: CHROMIUM_ARGS });
}

export interface BrowserVisit {
	readonly page: Page;
	readonly context: BrowserContext;
	/** What went wrong in the page so far: errors of the console and of scripts, and requests that failed. */
	readonly errors: readonly string[];
}

/** Opens a page for a visitor with these cookies, and closes it when it has been used. */
export async function visitWith<T>(
	browser: Browser,
	{
		url,
		cookies = {},
	}: { readonly url: string; readonly cookies?: Readonly<Record<string, string>> },
	use: (visit: BrowserVisit) => Promise<T>,
): Promise<T> {
	const context = await browser.newContext({ userAgent: CHROME });
	try {
		const list = Object.entries(cookies).map(([name, value]) => ({ name, value, url }));
		if (list.length > 0) await context.addCookies(list);
		const page = await context.newPage();
		const errors: string[] = [];
		page.on('console', (message) => {
			if (message.type() === 'error') errors.push(message.text());
		});
		page.on('pageerror', (error) => errors.push(error.message));
		// A browser gives up a prefetch when the visitor goes there.
		page.on('requestfailed', (request) => {
			const reason = request.failure()?.errorText ?? '';
			if (reason !== 'net::ERR_ABORTED') errors.push(`${request.url()}: ${reason}`);
		});
		return await use({ page, context, errors });
	} finally {
		await context.close();
	}
}
