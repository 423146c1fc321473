import type { Ask } from '../../support/ask.js';
import type { ConformanceCase } from '../case-types.js';
import { shownOn } from '../describe-page.js';
import { NOBODY, VISITORS } from '../visitors.js';

type Robustness = readonly [title: string, query: string, headers: Ask['headers'], home?: string];

const { partner, pro, social } = VISITORS;

/** Nobody has these, but whoever forges them. */
const FORGED: readonly Robustness[] = [
	['a persisted cookie that names its segment', '', { cookie: 'choose_segment=social' }],
	['an empty persisted cookie', '', { cookie: 'choose_segment=' }],
	['a persisted cookie that cannot be decoded', '', { cookie: 'choose_segment=%E0%A4%A' }],
	['a persisted cookie of random bytes', '', { cookie: `choose_segment=${'Ab9_-'.repeat(20)}` }],
	['a persisted cookie that is enormous', '', { cookie: `choose_segment=${'A'.repeat(4_000)}` }],
	['persisted cookies of every name', '', { cookie: 'choose_segment_=1; choose_segment_social=1' }],
	['Choose-Audience, unsigned', '', { 'choose-audience': 'd.social' }],
	[
		'Choose-Audience, with a signature of another',
		'',
		{ 'choose-audience': `d~${'A'.repeat(22)}.abcdefgh~${'B'.repeat(22)}` },
	],
	[
		'Choose-Audience beside a segment of its own',
		'',
		{ 'choose-audience': 'm', ...pro.headers },
		pro.home,
	],
	['internal-looking headers', '', { 'x-choose-segment': 'pro', 'x-astro-locals': '{"a":1}' }],
	['a link with parameters of ours', '?choose=pro&segment=pro&audience=pro&choose_segment=pro', {}],
	['a method override', '', { 'x-http-method-override': 'POST' }],
];

const MALFORMED: readonly Robustness[] = [
	['a query that cannot be decoded', '?q=%', {}],
	['a query that is no UTF-8', '?utm_source=%ff%fe', {}],
	[
		'a parameter that cannot be decoded, before one that matches',
		'?a=%&utm_source=facebook',
		{},
		social.home,
	],
	['a query of ampersands', '?&&&=&&', {}],
	['a query with control characters', '?utm_source=%00facebook%0d%0aSet-Cookie:x=y', {}],
	['a cookie header without a pair', '', { cookie: ';;; = ;=;' }],
	['a cookie without a name', '', { cookie: '=pro; ;;= ; plan' }],
	['a cookie that cannot be decoded', '', { cookie: 'plan=%' }],
	[
		'a pair without a value, before one that matches',
		'',
		{ cookie: 'plan; x; plan=pro' },
		pro.home,
	],
	['a cookie in quotes', '', { cookie: 'plan="pro"' }],
	['a user agent of punctuation', '', { 'user-agent': '(((((;;;"\\' }],
	['an Accept-Encoding of punctuation', '', { 'accept-encoding': ';;;,,,q=q' }],
	['names of every object in JavaScript', '?__proto__=1&constructor=1', { cookie: '__proto__=x' }],
];

const LONG: readonly Robustness[] = [
	['a query of 3,000 characters', `?q=${'x'.repeat(3_000)}`, {}],
	[
		'a parameter behind 3,000 characters',
		`?q=${'x'.repeat(3_000)}&utm_source=facebook`,
		{},
		social.home,
	],
	['a parameter of 3,000 characters', `?utm_source=${'facebook'.repeat(375)}`, {}],
	['500 parameters', `?${'a=1&'.repeat(500)}utm_source=facebook`, {}, social.home],
	[
		'a cookie behind 3,000 characters',
		'',
		{ cookie: `x=${'y'.repeat(3_000)}; plan=pro` },
		pro.home,
	],
	[
		'a value of 1,024 characters matches',
		'',
		{ 'x-partner': `gold${'x'.repeat(1_020)}` },
		partner.home,
	],
	['a value of 1,025 characters does not', '', { 'x-partner': `gold${'x'.repeat(1_021)}` }],
	['a user agent of 3,000 characters', '', { 'user-agent': 'x'.repeat(3_000) }],
	['Accept-Encoding of 3,000 characters', '', { 'accept-encoding': 'x,'.repeat(1_500) }],
	['If-None-Match of 3,000 characters', '', { 'if-none-match': '"x",'.repeat(750) }],
];

const casesOf = (part: string, rows: readonly Robustness[]): readonly ConformanceCase[] =>
	rows.map(([title, query, headers, home = NOBODY]) => ({
		part,
		title,
		expected: { status: 200, shows: home, type: 'text/html; charset=utf-8' },
		async observe(site) {
			const answer = await site.ask(`/${query}`, { headers });
			return {
				status: answer.status,
				shows: shownOn(answer.text),
				type: answer.headers['content-type'],
			};
		},
	}));

export const robustnessCases: readonly ConformanceCase[] = [
	...casesOf('Forged', FORGED),
	...casesOf('Malformed', MALFORMED),
	...casesOf('Long', LONG),
];
