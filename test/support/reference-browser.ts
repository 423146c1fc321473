import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { CHROMIUM_ARGS, findChromium } from './chromium.js';
import type { ServedSite } from './fixture.js';
import { serveReferenceSite } from './reference-site.js';

const PHONE =
	'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';
// Headless Chromium calls itself so, and is taken for the crawler that it may be.
const CHROME =
	'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';

export interface View {
	readonly viewport: { readonly width: number; readonly height: number };
	readonly userAgent: string;
	readonly isMobile?: boolean;
	readonly javaScriptEnabled?: boolean;
}

export const DESKTOP_VIEW: View = { viewport: { width: 1280, height: 900 }, userAgent: CHROME };
export const PHONE_VIEW: View = {
	viewport: { width: 390, height: 844 },
	userAgent: PHONE,
	isMobile: true,
};

/** The host by which the site recognises a club. */
export const ACME = 'acme.larkfell.example';

/** The reference site, built and served, and a browser to visit it with. */
export interface ReferenceBrowser {
	readonly served: ServedSite;
	/** Opens a tab of its own, with the cookie that makes a visitor a `pro` if a plan is given. */
	withPage<T>(
		view: View,
		plan: string | undefined,
		use: (page: Page, context: BrowserContext) => Promise<T>,
	): Promise<T>;
	/** Opens a tab for many pages; closed with the browser. */
	openTab(view: View): Promise<Page>;
	close(): Promise<void>;
}

export async function startReferenceBrowser(): Promise<ReferenceBrowser> {
	const reference = await serveReferenceSite();
	const { served } = reference;
	const browser: Browser = await chromium.launch({
		executablePath: findChromium(),
		args: [...CHROMIUM_ARGS, `--host-resolver-rules=MAP ${ACME} 127.0.0.1`],
	});
	return {
		served,
		async withPage(view, plan, use) {
			const context = await browser.newContext(view);
			try {
				if (plan !== undefined) {
					await context.addCookies([{ name: 'plan', value: plan, url: served.url }]);
				}
				return await use(await context.newPage(), context);
			} finally {
				await context.close();
			}
		},
		openTab: async (view) => (await browser.newContext(view)).newPage(),
		async close() {
			await browser.close();
			await reference.close();
		},
	};
}
