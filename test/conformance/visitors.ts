import type { Ask } from '../support/ask.js';

/** Visitors of `test/fixtures/conformance`, by what their requests say, and what the home page shows them. */
export interface Visitor {
	readonly query?: string;
	readonly headers?: NonNullable<Ask['headers']>;
	readonly home: string;
}

export const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148';
export const DESKTOP = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
export const PRO = { cookie: 'plan=pro' };
export const ACME = { host: 'acme.conformance.example' };
export const SOCIAL = '?utm_source=facebook';

export const NOBODY = 'Default hero | Default label | Hover';
const SOCIAL_HERO = 'Hero of <the> "film" & more';

export const VISITORS = {
	nobody: { home: NOBODY },
	'a phone': { headers: { 'user-agent': PHONE }, home: 'Default hero | Default label | Swipe' },
	acme: { headers: ACME, home: 'Hero at work | Default label | Hover' },
	partner: {
		headers: { 'x-partner': 'silver' },
		home: 'Hero with friends | Default label | Hover',
	},
	pro: { headers: PRO, home: 'Hero of the trade | wide | Default label | Hover' },
	social: { query: SOCIAL, home: `${SOCIAL_HERO} | As seen | Hover` },
	city: { query: '?city=K%C3%B6ln+am%20Rhein', home: 'Hero by the river | Default label | Hover' },
	reader: { query: '?ref=x', home: 'Default hero | As read | Hover' },
	'pro on a phone': {
		headers: { ...PRO, 'user-agent': PHONE },
		home: 'Hero of the trade | wide | Default label | Swipe',
	},
	'pro and social': {
		query: SOCIAL,
		headers: PRO,
		home: 'Hero of the trade | wide | As seen | Hover',
	},
	'social and reader': {
		query: `${SOCIAL}&ref=x`,
		home: `${SOCIAL_HERO} | As seen | Hover`,
	},
	'city and reader': {
		query: '?ref=x&city=k%c3%b6ln+am+rhein',
		home: 'Hero by the river | As read | Hover',
	},
	'acme and pro': {
		headers: { ...ACME, ...PRO },
		home: 'Hero at work | wide | Default label | Hover',
	},
	'all of them on a phone': {
		query: `${SOCIAL}&ref=x&city=K%C3%B6ln+am+Rhein`,
		headers: { ...ACME, ...PRO, 'x-partner': 'golden', 'user-agent': PHONE },
		home: 'Hero at work | wide | As seen | Swipe',
	},
} as const satisfies Record<string, Visitor>;

/** All of them, with their names. */
export const VISITOR_LIST: readonly (readonly [string, Visitor])[] = Object.entries(VISITORS);

/** The pages that have variants, by their addresses. */
export const VARIED = [
	'/',
	'/about/',
	'/device/',
	'/nested/',
	'/notes/%C3%BC%20x/',
	'/notes/v1.2/',
	'/de/about/',
];

/** The file of each. */
export function fileOf(path: string): string {
	return `${decodeURIComponent(path).slice(1)}index.html`;
}
