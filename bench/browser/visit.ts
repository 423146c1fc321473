import type { Browser, CDPSession, Page } from 'playwright-core';
import { z } from 'astro/zod';
import { layoutShift } from './layout-shift.ts';
import { networkConditions, type Device, type Link } from './links.ts';
import { VIEWS } from './views.ts';

/** What one visit with an empty cache took; times in milliseconds since the navigation began. */
export interface Visit {
	readonly ttfb: number;
	readonly fcp: number;
	readonly lcp: number;
	/** The element that was the largest: its tag and, of an image, its file. */
	readonly lcpElement: string;
	/** The frame in which the headline of the finished page was first there to be seen: not before anything was painted. */
	readonly headline: number;
	/** Whether another headline was there to be seen before it. */
	readonly flickers: boolean;
	readonly cls: number;
	/** Bytes over the link, with the answers' headers. */
	readonly transferred: number;
	/** Of the scripts that were loaded, and of those that stand in the page, as they are before compression. */
	readonly scriptBytes: number;
	/** The finished page. */
	readonly body: string;
}

export interface VisitOptions {
	readonly url: string;
	readonly device: Device;
	/** The headline of the finished page. */
	readonly headline: string;
	/** Default: this machine's own. */
	readonly link?: Link;
	/** Where a picture of the finished page is put. */
	readonly screenshot?: string;
}

const seenSchema = z.object({
	fcp: z.number(),
	lcp: z.object({ at: z.number(), element: z.string() }),
	headlineAt: z.number(),
	flickers: z.boolean(),
	shifts: z.array(z.object({ at: z.number(), value: z.number() })),
	inlineBytes: z.number(),
	body: z.string(),
});

/** Visits a page as somebody who was never there, until half a second has passed without a request. */
export async function visit(browser: Browser, options: VisitOptions): Promise<Visit> {
	const { url, device, headline, link, screenshot } = options;
	const context = await browser.newContext(VIEWS[device]);
	try {
		const page = await context.newPage();
		const failures = collectFailures(page);
		const network = await context.newCDPSession(page);
		const { firstByte, bytes, scripts } = await observeNetwork(network);
		if (link) await network.send('Network.emulateNetworkConditions', networkConditions(link));
		await page.addInitScript(`(${OBSERVE})(${JSON.stringify(headline)})`);
		await page.goto(url, { waitUntil: 'networkidle' });
		await page.waitForFunction('window.seen.headlineAt !== undefined');
		const seen = seenSchema.parse(await page.evaluate(READ));
		if (failures.length > 0) throw new Error(`${url}: ${failures.join(', ')}`);
		if (screenshot !== undefined) {
			await page.evaluate(LOAD_ALL);
			await page.screenshot({ path: screenshot, fullPage: true });
		}
		return {
			ttfb: firstByte(),
			fcp: seen.fcp,
			lcp: seen.lcp.at,
			lcpElement: seen.lcp.element,
			headline: Math.max(seen.headlineAt, seen.fcp),
			flickers: seen.flickers,
			cls: layoutShift(seen.shifts),
			transferred: bytes(),
			scriptBytes: scripts() + seen.inlineBytes,
			body: seen.body,
		};
	} finally {
		await context.close();
	}
}

function collectFailures(page: Page): readonly string[] {
	const failures: string[] = [];
	page.on('pageerror', (error) => failures.push(error.message));
	page.on('requestfailed', (request) => failures.push(`${request.url()} failed`));
	page.on('response', (response) => {
		if (response.status() !== 200) failures.push(`${response.url()}: ${response.status()}`);
	});
	return failures;
}

/** Counts bytes, and takes the time of the first one: what the page itself is told of it does not know of the throttling. */
async function observeNetwork(network: CDPSession) {
	let asked: number | undefined;
	let answered: number | undefined;
	const scripts = new Set<string>();
	const lengths = new Map<string, number>();
	network.on('Network.requestWillBeSent', ({ timestamp }) => (asked ??= timestamp));
	network.on('Network.responseReceived', ({ requestId, type, response: { timing } }) => {
		if (timing) answered ??= timing.requestTime + timing.receiveHeadersEnd / 1_000;
		if (type === 'Script') scripts.add(requestId);
	});
	network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
		lengths.set(requestId, encodedDataLength);
	});
	await network.send('Network.enable');
	const sum = (counts: (requestId: string) => boolean) =>
		[...lengths].reduce((total, [id, length]) => (counts(id) ? total + length : total), 0);
	return {
		firstByte: () => ((answered ?? Number.NaN) - (asked ?? Number.NaN)) * 1_000,
		bytes: () => sum(() => true),
		scripts: () => sum((id) => scripts.has(id)),
	};
}

// Frames come when the style sheets are there: what stands in the document then is painted.
const OBSERVE = `function (headline) {
	const seen = (window.seen = { shifts: [], flickers: false });
	new PerformanceObserver((list) => {
		for (const { startTime, element } of list.getEntries()) {
			const file = element?.currentSrc?.split('/').pop() ?? '';
			seen.lcp = { at: startTime, element: [element?.localName, file].join(' ').trim() };
		}
	}).observe({ type: 'largest-contentful-paint', buffered: true });
	new PerformanceObserver((list) => {
		for (const { startTime, value, hadRecentInput } of list.getEntries())
			if (!hadRecentInput) seen.shifts.push({ at: startTime, value });
	}).observe({ type: 'layout-shift', buffered: true });
	requestAnimationFrame(function look(now) {
		const shown = document.querySelector('h1')?.textContent.trim();
		const isVisible = shown && getComputedStyle(document.documentElement).opacity === '1';
		if (isVisible && shown === headline) {
			seen.headlineAt = now;
			return;
		}
		seen.flickers ||= Boolean(isVisible);
		requestAnimationFrame(look);
	});
}`;

const READ = `({
	...window.seen,
	fcp: performance.getEntriesByName('first-contentful-paint')[0].startTime,
	inlineBytes: [...document.scripts]
		.filter(({ src, type }) => !src && !/json/.test(type))
		.reduce((total, { textContent }) => total + new Blob([textContent]).size, 0),
	body: document.body.outerHTML,
})`;

// What is far down the page is lazy.
const LOAD_ALL = `Promise.all([...document.images].map((image) => {
	image.loading = 'eager';
	return image.decode();
}))`;
