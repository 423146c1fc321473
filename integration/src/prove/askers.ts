import { randomBytes } from 'node:crypto';
import { deviceOfUserAgent } from '../audience/device.js';
import type { Asker, Marker } from './prove-types.js';
import { CRAWLERS, PEOPLE } from './crawlers.js';

/** Sent by everybody alike, so that the user agent is all that tells a crawler from a person. */
const COMMON = {
	accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
	'accept-encoding': 'gzip, deflate, br',
	'accept-language': 'en-US,en;q=0.9',
} as const;

/** Cookies that a site may well show or keep, beside one that no site knows. */
const COOKIES = ['session', 'user', 'name', 'choose-prove'];
/** Headers that sites are known to build pages from, though no cache tells visitors apart by them. */
const HEADERS = ['x-choose-prove', 'x-forwarded-host', 'x-original-url'];
const PARAMETERS = ['q', 'utm_campaign', 'choose-prove'];

/** Headers of Chrome on a desktop, or of another user agent. */
export function headersOf(userAgent: string = PEOPLE.desktop): Readonly<Record<string, string>> {
	return { ...COMMON, 'user-agent': userAgent };
}

/** Cookieless Chrome on both devices. */
export function createPeople(): Asker[] {
	return (['desktop', 'mobile'] as const).map((device) => ({
		...NOBODY,
		id: `chrome-${device}`,
		name: `Chrome without cookies, ${device}`,
		kind: 'person',
		device,
		headers: headersOf(PEOPLE[device]),
	}));
}

/** The crawlers, each of which must get what a person on the same kind of device gets. */
export function createCrawlers(): Asker[] {
	return Object.entries(CRAWLERS).map(([name, userAgent]) => {
		const device = deviceOfUserAgent(userAgent);
		return {
			...NOBODY,
			id: name.toLowerCase().replaceAll(' ', '-'),
			name,
			kind: 'crawler',
			device,
			headers: headersOf(userAgent),
			sameAs: `chrome-${device}`,
		};
	});
}

/**
 * Two visitors with the same browser, whose cookies, headers and parameters nobody could guess. Each comes without parameters, at the
 * address that others ask for too, and with them.
 */
export function createVisitors(): Asker[] {
	return ['A', 'B'].flatMap((letter) => {
		const owner = `visitor-${letter.toLowerCase()}`;
		const mark = (sentAs: string): Marker => ({
			text: `prove-${letter}-${randomBytes(9).toString('hex')}`.toLowerCase(),
			sentAs,
		});
		const cookies = COOKIES.map((name) => ({ name, marker: mark(`the cookie ${name}`) }));
		const headers = HEADERS.map((name) => ({ name, marker: mark(`the header ${name}`) }));
		const parameters = PARAMETERS.map((name) => ({ name, marker: mark(`the parameter ${name}`) }));
		const sent = {
			...headersOf(),
			...Object.fromEntries(headers.map(({ name, marker }) => [name, valueOf(name, marker)])),
			cookie: cookies.map(({ name, marker }) => `${name}=${marker.text}`).join('; '),
		};
		const all = [...cookies, ...headers, ...parameters].map(({ marker }) => marker);
		const base = {
			kind: 'visitor',
			device: 'desktop',
			headers: sent,
			owner,
			markers: all,
		} as const;
		const query = parameters.map(({ name, marker }) => `${name}=${marker.text}`).join('&');
		return [
			{ ...base, id: owner, name: `Visitor ${letter}`, query: '' },
			{ ...base, id: `${owner}-query`, name: `Visitor ${letter} with parameters`, query },
		];
	});
}

const NOBODY = { query: '', markers: [] } as const;

function valueOf(name: string, { text }: Marker): string {
	if (name === 'x-forwarded-host') return `${text}.example`;
	return name === 'x-original-url' ? `/${text}` : text;
}
