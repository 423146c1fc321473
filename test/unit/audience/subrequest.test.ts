import { describe, expect, it } from 'vitest';
import { readAsked, type Target } from '../../../integration/src/audience/subrequest.js';
import { factsOf } from '../../support/facts.js';

const HOST = 'shop.example.com';
const PAGE = `https://${HOST}/pricing/?utm_source=facebook&a=%20`;

/** The query of the page that a request is found to come from. */
function pageQueryOf(
	target: Target,
	headers: Readonly<Record<string, string>>,
	authority = HOST,
): string | undefined {
	return readAsked(factsOf({ authority, headers }), target).pageQuery;
}

describe('the query of the page', () => {
	it.each<Target>(['server-island', 'endpoint', 'action', 'partial'])(
		'is that of the Referer, for a request to a %s',
		(target) => {
			expect(pageQueryOf(target, { referer: PAGE })).toBe('utm_source=facebook&a=%20');
		},
	);

	it('is not asked for by a page: a link to it is a request of its own, by whatever it is fetched', () => {
		const headers = { referer: PAGE, 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' };
		expect(pageQueryOf('page', headers)).toBeUndefined();
	});

	it.each<[string, Readonly<Record<string, string>>]>([
		['a visitor goes there', { 'sec-fetch-mode': 'navigate' }],
		['a browser prefetches it', { 'sec-purpose': 'prefetch' }],
		['a browser prefetches it in the old way', { purpose: 'prefetch' }],
	])('is not asked for by an endpoint when %s', (_when, headers) => {
		expect(pageQueryOf('endpoint', { referer: PAGE, ...headers })).toBeUndefined();
	});

	it('is asked for by an Action also when a form navigates to it', () => {
		const headers = { referer: PAGE, 'sec-fetch-mode': 'navigate' };
		expect(pageQueryOf('action', headers)).toBe('utm_source=facebook&a=%20');
	});

	it('is empty, and not absent, when the page has none', () => {
		expect(pageQueryOf('endpoint', { referer: `https://${HOST}/` })).toBe('');
	});

	it.each<[string, string, Readonly<Record<string, string>>]>([
		['with a port', `${HOST}:4321`, { referer: `http://${HOST}:4321/?a` }],
		['with the port that goes without saying', `${HOST}:443`, { referer: `https://${HOST}/?a` }],
		['written otherwise', HOST.toUpperCase(), { referer: `https://${HOST}/?a` }],
		[
			'behind a proxy that says which',
			'10.0.0.7:4321',
			{ referer: `https://${HOST}/?a`, 'x-forwarded-host': `${HOST}, inner` },
		],
	])('is that of the same host %s', (_how, authority, headers) => {
		expect(pageQueryOf('endpoint', headers, authority)).toBe('a');
	});

	it.each<[string, string, string?]>([
		['another site', 'https://www.example.com/?utm_source=facebook'],
		['another port', `https://${HOST}:8443/?utm_source=facebook`],
		['a site whose name begins alike', `https://${HOST}.evil.example/?utm_source=facebook`],
		['the host as user name', `https://${HOST}@evil.example/?utm_source=facebook`],
		['no address', 'utm_source=facebook'],
		['an address of no page', `file://${HOST}/?utm_source=facebook`],
		['nothing', ''],
		['more than browsers send', `https://${HOST}/?utm_source=facebook&${'a'.repeat(4_096)}`],
		['this host, of a request that names none', `https://${HOST}/?utm_source=facebook`, ''],
		['this host, of a request with a broken one', `https://${HOST}/?utm_source=facebook`, 'a b'],
	])('is unknown when the Referer names %s', (_what, referer, authority) => {
		expect(pageQueryOf('endpoint', { referer }, authority)).toBeUndefined();
	});
});

describe('a server island', () => {
	it('has an own query without what Astro sends it', () => {
		const query = 'e=x&p=&utm_source=facebook&s=y&page=2';
		const { facts } = readAsked(factsOf({ query }), 'server-island');
		expect(facts.query).toBe('utm_source=facebook&page=2');
		expect(readAsked(factsOf({ query }), 'endpoint').facts.query).toBe(query);
	});

	it('is otherwise the request that it is', () => {
		const headers = { 'x-country': 'DE' };
		const { facts } = readAsked(
			factsOf({ path: '/_server-islands/A', host: HOST, cookies: 'a=1', userAgent: 'x', headers }),
			'server-island',
		);
		expect(facts).toMatchObject({ path: '/_server-islands/A', host: HOST, cookies: 'a=1' });
		expect([facts.userAgent, facts.header('x-country')]).toEqual(['x', 'DE']);
	});
});
