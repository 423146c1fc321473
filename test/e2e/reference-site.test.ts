import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	ACME,
	DESKTOP_VIEW,
	PHONE_VIEW,
	startReferenceBrowser,
	type ReferenceBrowser,
	type View,
} from '../support/reference-browser.js';

/** Who visits, and the headline and list label that the seed decides for them. */
const VISITORS = [
	{ name: 'nobody in particular', query: '', cookie: undefined, host: undefined },
	{ name: 'from paid social', query: '?utm_source=facebook', cookie: undefined, host: undefined },
	{ name: 'a pro', query: '', cookie: 'pro', host: undefined },
	{
		name: 'a pro from paid social',
		query: '?utm_source=Instagram',
		cookie: 'pro',
		host: undefined,
	},
	{ name: 'on the club’s host', query: '', cookie: undefined, host: ACME },
] as const;
type Visitor = (typeof VISITORS)[number];

let reference: ReferenceBrowser;

beforeAll(async () => {
	reference = await startReferenceBrowser();
});

afterAll(() => reference.close());

describe.each([
	{ device: 'desktop', view: DESKTOP_VIEW },
	{ device: 'phone', view: PHONE_VIEW },
])('on a $device', ({ view }) => {
	it.each(VISITORS)('$name sees the same page with JavaScript and without', async (visitor) => {
		const withScript = await visit(visitor, { ...view, javaScriptEnabled: true });
		const without = await visit(visitor, { ...view, javaScriptEnabled: false });
		expect(withScript.text).toBe(without.text);
		expect(withScript.html).toBe(without.html);
	});

	it.each(VISITORS)('$name has the headline in the first bytes, and it stays', async (visitor) => {
		const { html, heading, changes, shift, errors, scripts } = await visit(visitor, view);
		expect(html).toContain(heading);
		expect({ changes, shift, errors, scripts }).toEqual({
			changes: 0,
			shift: 0,
			errors: [],
			scripts: [],
		});
	});
});

it('shows a different headline to a visitor of no segment, from paid social, and a pro', async () => {
	const [nobody, social, pro] = await Promise.all(
		VISITORS.slice(0, 3).map((visitor) => visit(visitor, DESKTOP_VIEW)),
	);
	expect(new Set([nobody?.heading, social?.heading, pro?.heading]).size).toBe(3);
});

it('shows a visitor of both segments the headline of one and the products of the other', async () => {
	const [, social, pro, both] = await Promise.all(
		VISITORS.slice(0, 4).map((visitor) => visit(visitor, DESKTOP_VIEW)),
	);
	expect(both?.heading).toBe(pro?.heading);
	expect(both?.products).toBe(social?.products);
	expect(social?.products).not.toBe(pro?.products);
});

it('shows everyone something else on a phone', async () => {
	const desktop = await visit(VISITORS[0], DESKTOP_VIEW);
	const phone = await visit(VISITORS[0], PHONE_VIEW);
	expect(desktop.text).not.toBe(phone.text);
});

it('remembers a visitor from paid social who consented, and nobody else', async () => {
	for (const [consent, kept] of [
		['granted', true],
		['denied', false],
	] as const) {
		await reference.withPage(DESKTOP_VIEW, undefined, async (page, context) => {
			await context.addCookies([
				{ name: 'larkfell_consent', value: consent, url: reference.served.url },
			]);
			await page.goto(`${reference.served.url}/?utm_source=facebook`);
			const first = await page.textContent('h1');
			await page.goto(`${reference.served.url}/`);
			expect((await page.textContent('h1')) === first).toBe(kept);
			const cookies = await context.cookies();
			expect(cookies.some(({ name, httpOnly }) => name === 'choose_segment' && httpOnly)).toBe(
				kept,
			);
		});
	}
});

it('shows an on-demand page the decisions of the prerendered ones', async () => {
	await reference.withPage(DESKTOP_VIEW, 'pro', async (page) => {
		await page.goto(`${reference.served.url}/guide/`);
		const asPro = await page.textContent('main');
		await page.context().clearCookies();
		await page.goto(`${reference.served.url}/guide/`);
		expect(await page.textContent('main')).not.toBe(asPro);
	});
});

interface Visited {
	/** The document as it was sent. */
	readonly html: string;
	/** What a reader sees. */
	readonly text: string;
	readonly heading: string;
	/** The label of the product list. */
	readonly products: string;
	/** How often the heading changed after it was first there. */
	readonly changes: number;
	/** Cumulative layout shift. */
	readonly shift: number;
	/** Console errors and failed requests. */
	readonly errors: readonly string[];
	/** Scripts that were requested, or that stand in the page to be run. */
	readonly scripts: readonly string[];
}

const visited = new Map<string, Promise<Visited>>();

/** What a visitor sees who comes for the first time. Visited once. */
function visit(visitor: Visitor, view: View): Promise<Visited> {
	const key = JSON.stringify([visitor, { javaScriptEnabled: true, ...view }]);
	const known = visited.get(key) ?? look(visitor, view);
	visited.set(key, known);
	return known;
}

async function look(visitor: Visitor, view: View): Promise<Visited> {
	return reference.withPage(view, visitor.cookie, async (page) => {
		const errors: string[] = [];
		const scripts: string[] = [];
		page.on('console', (message) => {
			if (message.type() === 'error') errors.push(message.text());
		});
		page.on('pageerror', (error) => errors.push(error.message));
		page.on('requestfailed', (request) => errors.push(request.url()));
		page.on('request', (request) => {
			if (request.resourceType() === 'script') scripts.push(request.url());
		});
		await page.addInitScript(OBSERVE);
		const response = await page.goto(
			`http://${visitor.host ?? '127.0.0.1'}:${new URL(reference.served.url).port}/${visitor.query}`,
			{ waitUntil: 'networkidle' },
		);
		const html = (await response?.text()) ?? '';
		const inline = html.match(/<script(?![^>]*type="application\/(?:ld\+)?json")[^>]*>/g) ?? [];
		const observed =
			view.javaScriptEnabled === false
				? { changes: 0, shift: 0 }
				: await page.evaluate<{ changes: number; shift: number }>('window.observed');
		return {
			html,
			text: (await page.textContent('main')) ?? '',
			heading: ((await page.textContent('h1')) ?? '').trim(),
			products: ((await page.textContent('[data-choose="best-sellers"] h2')) ?? '').trim(),
			...observed,
			errors,
			scripts: [...scripts, ...inline],
		};
	});
}

// Counts what a visitor would see happen after the first paint.
const OBSERVE = `
window.observed = { changes: 0, shift: 0 };
new PerformanceObserver((list) => {
	for (const entry of list.getEntries()) window.observed.shift += entry.value;
}).observe({ type: 'layout-shift', buffered: true });
let heading;
new MutationObserver(() => {
	const text = document.querySelector('h1')?.textContent;
	if (heading !== undefined && text !== heading) window.observed.changes++;
	heading = text;
}).observe(document, { subtree: true, childList: true, characterData: true });
`;
