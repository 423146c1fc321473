/** The visitors of `test/fixtures/basic`, how their requests look, and what its seed decides for them. */

import { expect } from 'vitest';
import type { Ask } from '../support/ask.js';

/** What a visitor is shown, over all pages. */
export interface Seen {
	readonly hero: string;
	readonly tip: string;
	/** Whether the layout flag is on; then the home page has a second image, and reads one experience more. */
	readonly wide: boolean;
	readonly tone: string;
	readonly label: string;
	readonly products: readonly unknown[];
	readonly code: string;
	readonly slots: readonly string[];
	readonly device: string;
}

export interface AudienceCase extends Ask {
	/** Appended to the path. */
	readonly query?: string;
	readonly sees: Seen;
}

const PHONE = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)' };
const PRO = { cookie: 'plan=pro' };
const ACME = { host: 'acme.fixture.example' };

const NOBODY: Seen = {
	hero: 'Default hero',
	tip: 'hover',
	wide: false,
	tone: 'calm',
	label: 'Products',
	products: [],
	code: '',
	slots: ['Slot one', 'Slot default'],
	device: 'desktop',
};
const onPhone = { tip: 'swipe', device: 'mobile' };
const products = [{ title: 'Sock <b>&', price: '12.5' }];
const seenByPro = { ...NOBODY, hero: 'Pro hero', wide: true, code: 'N1' };
const seenBySocial = {
	...NOBODY,
	hero: 'Social <hero> & "co"',
	label: 'As seen',
	products,
	code: 'N1',
};
const seenByAcme = { ...NOBODY, hero: 'Acme hero', code: 'A1' };

export const AUDIENCES = {
	nobody: { sees: NOBODY },
	'a phone': { headers: PHONE, sees: { ...NOBODY, ...onPhone } },
	pro: { headers: PRO, sees: seenByPro },
	'pro on a phone': { headers: { ...PRO, ...PHONE }, sees: { ...seenByPro, ...onPhone } },
	social: { query: '?utm_source=facebook', sees: seenBySocial },
	'social on a phone': {
		query: '?utm_source=instagram&utm_medium=story',
		headers: PHONE,
		sees: { ...seenBySocial, ...onPhone },
	},
	same: { headers: { 'x-same': '' }, sees: NOBODY },
	acme: { headers: ACME, sees: seenByAcme },
	'pro and social': {
		query: '?utm_source=facebook',
		headers: PRO,
		sees: { ...seenByPro, label: 'As seen', products },
	},
	'acme and pro': { headers: { ...ACME, ...PRO }, sees: { ...seenByAcme, wide: true } },
	'acme, pro, social and same on a phone': {
		query: '?utm_source=facebook',
		headers: { ...ACME, ...PRO, ...PHONE, 'x-same': '1' },
		sees: { ...seenByAcme, ...onPhone, wide: true, label: 'As seen', products },
	},
} satisfies Record<string, AudienceCase>;

export type AudienceName = keyof typeof AUDIENCES;

/** All audiences by name, as a table for `it.each`. */
export const AUDIENCE_TABLE: readonly (readonly [AudienceName, AudienceCase])[] =
	Object.entries<AudienceCase>(AUDIENCES).map(([name, audience]) => {
		if (!isAudienceName(name)) throw new Error(name);
		return [name, audience] as const;
	});

function isAudienceName(name: string): name is AudienceName {
	return name in AUDIENCES;
}

/** What the control site is given to show a visitor the same, without the integration. */
export function controlFor({ sees }: AudienceCase): string {
	const { hero, tip, wide, tone, label, code, slots, device } = sees;
	return JSON.stringify({
		experiences: {
			hero: { headline: hero },
			products: { label, products: sees.products },
			layout: { wide, tone },
			nested: { code },
			tip,
		},
		groups: { slots: slots.map((headline) => ({ name: headline, payload: { headline } })) },
		device,
	});
}

/** What a page shows of it, by path. */
export const PAGES: Readonly<Record<string, (html: string) => Partial<Seen>>> = {
	'/': (html) => ({
		hero: textOf(html, '<h1'),
		tip: textOf(html, 'id="tip"'),
		slots: [...html.matchAll(/<li(?: [^>]*)?>([^<]*)</g)].map(([, text = '']) => text),
		wide: html.split('<img').length === 3,
		...(html.includes('id="nested"') && { code: textOf(html, 'id="nested"') }),
	}),
	'/blog/first': (html) => ({ label: textOf(html, 'id="label"') }),
	'/blog/%C3%BC%20x': (html) => ({ label: textOf(html, 'id="label"') }),
	'/notes/one': (html) => ({ code: textOf(html, 'id="code"') }),
	'/device': (html) => ({ device: textOf(html, 'id="device"') }),
	'/live': (html) => ({ hero: textOf(html, '<h1'), tone: textOf(html, '<p') }),
};

/** Whether a page shows exactly what a visitor is to see of it. */
export function expectPage(path: string, html: string, { sees }: AudienceCase): void {
	const shown = PAGES[path]?.(html) ?? {};
	const expected = Object.entries(sees).filter(([name]) => name in shown);
	expect(shown, path).toEqual(Object.fromEntries(expected));
	expect(expected).not.toEqual([]);
}

/** The prerendered ones. */
export const PRERENDERED = Object.keys(PAGES).filter((path) => path !== '/live');

const ENTITIES: Readonly<Record<string, string>> = {
	lt: '<',
	gt: '>',
	amp: '&',
	quot: '"',
	'#34': '"',
};

function textOf(html: string, mark: string): string {
	const [, text = `nothing in ${html}`] = new RegExp(`${mark}[^>]*>([^<]*)<`).exec(html) ?? [];
	return text.replaceAll(/&([a-z#0-9]+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}
