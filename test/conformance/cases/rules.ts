import type { Ask } from '../../support/ask.js';
import type { ConformanceCase } from '../case-types.js';
import { shownOn } from '../describe-page.js';
import { DESKTOP, NOBODY, PHONE, VISITOR_LIST, VISITORS } from '../visitors.js';

const homeCase = (
	part: string,
	title: string,
	query: string,
	headers: Ask['headers'],
	home: string,
): ConformanceCase => ({
	part,
	title,
	expected: { status: 200, home },
	async observe(site) {
		const answer = await site.ask(`/${query}`, { headers });
		return { status: answer.status, home: shownOn(answer.text) };
	},
});

const { acme, partner, pro, social, city, reader } = VISITORS;

type RuleCase = readonly [title: string, query: string, headers: Ask['headers'], home: string];

const RULES: readonly RuleCase[] = [
	['a value of the query, without case', '?utm_source=FaceBook', {}, social.home],
	['a glob over the query', '?utm_source=instagram', {}, social.home],
	['a glob with an empty alternative', '?utm_source=INSTA', {}, social.home],
	['a value that only begins like the pattern', '?utm_source=facebooks', {}, NOBODY],
	['the name of a parameter is compared with case', '?UTM_SOURCE=facebook', {}, NOBODY],
	['of a repeated parameter, the first counts', '?utm_source=x&utm_source=facebook', {}, NOBODY],
	['a repeated parameter whose first is it', '?utm_source=facebook&utm_source=x', {}, social.home],
	['a parameter among others', '?a=1&utm_source=facebook&b=2', {}, social.home],
	['a percent-encoded name', '?utm%5Fsource=facebook', {}, social.home],
	['a percent-encoded value', '?utm_source=%66acebook', {}, social.home],
	['a value in UTF-8, with plus signs', '?city=K%C3%B6ln+am+Rhein', {}, city.home],
	['a value in other case than the pattern', '?city=K%C3%96LN%20AM%20RHEIN', {}, city.home],
	['an encoded plus sign is none', '?city=K%C3%B6ln%2Bam%2BRhein', {}, NOBODY],
	['a parameter that is there', '?ref=1', {}, reader.home],
	['a parameter without a value is there', '?ref', {}, reader.home],
	['an empty value matches no pattern', '?utm_source=', {}, NOBODY],
	['a parameter behind a question mark', '??ref=1', {}, NOBODY],
	['a parameter with brackets', '?ref[]=1', {}, NOBODY],
	['a cookie', '', { cookie: 'plan=pro' }, pro.home],
	['a cookie among others', '', { cookie: 'a=b; plan=pro; c=d' }, pro.home],
	['cookies without blanks between them', '', { cookie: 'a=b;plan=pro;c=d' }, pro.home],
	['a cookie is compared with case', '', { cookie: 'plan=PRO' }, NOBODY],
	['the name of a cookie is compared with case', '', { cookie: 'Plan=pro' }, NOBODY],
	['a cookie whose name only ends like it', '', { cookie: 'myplan=pro' }, NOBODY],
	['a cookie whose value only begins like it', '', { cookie: 'plan=prof' }, NOBODY],
	['a cookie in the value of another', '', { cookie: 'x=plan=pro' }, NOBODY],
	['of a repeated cookie, the first counts', '', { cookie: 'plan=x; plan=pro' }, NOBODY],
	['a percent-encoded cookie', '', { cookie: 'plan=%70ro' }, pro.home],
	['a glob over a cookie', '', { cookie: 'ref=docs-7' }, reader.home],
	['a glob over a cookie that is too short', '', { cookie: 'ref=docs-' }, NOBODY],
	['a rule that excludes', '?ref=1', { cookie: 'staff=true' }, NOBODY],
	[
		'a rule that excludes whoever has a cookie, whatever its value',
		'?ref=1',
		{ cookie: 'staff=' },
		NOBODY,
	],
	['a header', '', { 'x-partner': 'silver' }, partner.home],
	['a header whose name is in other case', '', { 'X-PARTNER': 'silver' }, partner.home],
	['a header is compared with case', '', { 'x-partner': 'Silver' }, NOBODY],
	['a glob over a header', '', { 'x-partner': 'gold, and more' }, partner.home],
	['a header that only ends like it', '', { 'x-partner': 'old gold' }, NOBODY],
	['an empty header', '', { 'x-partner': '' }, NOBODY],
	['a host', '', { host: 'acme.conformance.example' }, acme.home],
	['a host in other case', '', { host: 'ACME.Conformance.Example' }, acme.home],
	['a host with a port', '', { host: 'acme.conformance.example:8080' }, acme.home],
	['a host with the port of http', '', { host: 'acme.conformance.example:80' }, acme.home],
	['a host of a wildcard', '', { host: 'one.labs.conformance.example' }, acme.home],
	[
		'a host of a wildcard, in other case and with a port',
		'',
		{ host: 'ONE.labs.conformance.example:3000' },
		acme.home,
	],
	['a host two below a wildcard', '', { host: 'two.one.labs.conformance.example' }, NOBODY],
	['a host that is the wildcard’s own', '', { host: 'labs.conformance.example' }, NOBODY],
	['a host with a dot at its end', '', { host: 'acme.conformance.example.' }, NOBODY],
	[
		'a host that only begins like it',
		'',
		{ host: 'acme.conformance.example.evil.example' },
		NOBODY,
	],
	['a host below it', '', { host: 'www.acme.conformance.example' }, NOBODY],
	['a host that is not allowed', '', { host: 'conformance.example' }, NOBODY],
	['a query does not count as a cookie', '?plan=pro', {}, NOBODY],
];

const DEVICES: readonly (readonly [
	title: string,
	userAgent: string | undefined,
	device: string,
])[] = [
	['no user agent', undefined, 'desktop'],
	['an empty user agent', '', 'desktop'],
	['Firefox on Linux', DESKTOP, 'desktop'],
	['an iPhone', PHONE, 'mobile'],
	['an iPad', 'Mozilla/5.0 (iPad; CPU OS 12_2 like Mac OS X)', 'mobile'],
	['Android', 'Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140 Mobile', 'mobile'],
	['in lower case', 'mozilla/5.0 (linux; android 15)', 'mobile'],
	['Opera Mini', 'Opera/9.80 (J2ME/MIDP; Opera Mini/7.1)', 'mobile'],
];

export const ruleCases: readonly ConformanceCase[] = [
	...RULES.map((one) => homeCase('Rules', ...one)),
	...DEVICES.map(([title, userAgent, device]): ConformanceCase => ({
		part: 'Device',
		title,
		expected: { status: 200, device },
		async observe(site) {
			const headers = { 'user-agent': userAgent };
			const { status, text } = await site.ask('/device/', { headers });
			return { status, device: shownOn(text) };
		},
	})),
	...VISITOR_LIST.map(([name, { query = '', headers, home }]) =>
		homeCase('The cascade', name, query, headers, home),
	),
	{
		part: 'Languages',
		title: 'a page has the payload of its language, and the default of what has none',
		expected: {
			'/about/': ['Default hero', 'Hero of the trade', 'Hero of <the> "film" & more'],
			'/de/about/': ['Standard', 'Held vom Fach', 'Standard'],
		},
		async observe(site) {
			const shown = async (path: string) => [
				shownOn((await site.ask(path)).text),
				shownOn((await site.ask(path, pro)).text),
				shownOn((await site.ask(path + social.query)).text),
			];
			return { '/about/': await shown('/about/'), '/de/about/': await shown('/de/about/') };
		},
	},
];
