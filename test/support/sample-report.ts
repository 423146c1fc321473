import type { BuildReport } from '../../integration/src/build/report-types.js';
import { audience, onBothDevices, page, segment, variant } from './report-parts.js';

const HERO = {
	default: '{"headline":"Run further","text":"Shoes that forget the kilometres."}',
	social:
		'{"headline":"You saw them on the trail","text":"Now see them on you.","cta":{"label":"Shop the look","href":"/lp/trail"}}',
	pro: '{"headline":"Welcome back to the front row","text":"Your team prices are on."}',
	acme: '{"headline":"Acme runs on Fjell","text":"Your account ships today."}',
};
const SELLERS = {
	default: '{"label":"Best sellers","products":[]}',
	desktop:
		'{"label":"Best sellers","products":[{"title":"Fjell Trail 3","price":"149.0"},{"title":"Fjell Road 2","price":"129.0"}]}',
	mobile: '{"label":"Loved nearby","products":[{"title":"Fjell Road 2","price":"129.0"},{"titl...',
};
const CHECKOUT = {
	default: '{"enableNewCheckout":false,"layout":"v1"}',
	pro: '{"enableNewCheckout":true,"layout":"v2"}',
};

const EVERYBODY = [
	'default',
	'everyone',
	'acme',
	'pro',
	'paid-social',
	'student',
	'pro+paid-social',
].flatMap(onBothDevices);

/** A report as the reference site's build could make it: eight pages, five segments, one of them undecided, and a warning. */
export const sampleReport: BuildReport = {
	version: 1,
	builtAt: '2026-03-04T09:12:44.180Z',
	decisions: 'choose',
	calls: { made: 10, failed: 0, perMonth: 86_400, maxAge: 300 },
	segments: [
		segment('acme', ['home-hero'], ['home-hero']),
		segment('pro', ['home-hero', 'checkout'], ['home-hero', 'checkout']),
		segment('paid-social', ['home-hero'], ['home-hero']),
		segment('student', [], []),
		{ ...segment('everyone', ['best-sellers'], ['best-sellers']), catchAll: true },
	],
	experiences: [
		{
			name: 'home-hero',
			kind: 'headline',
			per: 'segment',
			mayChangeSeo: false,
			pages: 6,
			payloads: 3,
		},
		{
			name: 'best-sellers',
			kind: 'productList',
			per: 'segment',
			mayChangeSeo: true,
			pages: 1,
			payloads: 2,
		},
		{ name: 'checkout', kind: 'flags', per: 'segment', mayChangeSeo: false, pages: 1, payloads: 1 },
		{ name: 'promo', kind: 'custom', per: 'segment', mayChangeSeo: false, pages: 0, payloads: 0 },
		{
			name: 'welcome-test',
			kind: 'headline',
			per: 'visitor',
			mayChangeSeo: false,
			pages: 1,
			payloads: 0,
		},
	],
	audiences: [
		...audience('default', []),
		...audience('everyone', ['everyone']),
		...audience('acme', ['acme', 'everyone']),
		...audience('pro', ['pro', 'everyone']),
		...audience('paid-social', ['paid-social', 'everyone']),
		...audience('student', ['student', 'everyone']),
		...audience('pro+paid-social', ['pro', 'paid-social', 'everyone']),
	],
	pages: [
		page('/', [
			variant('d41f', { isDefault: true }, ['default.d', 'default.m'], {
				'home-hero': HERO.default,
				'best-sellers': SELLERS.default,
			}),
			variant('03bc', {}, ['acme.d'], {
				'home-hero': HERO.acme,
				'best-sellers': SELLERS.desktop,
			}),
			variant('77a0', {}, ['acme.m'], {
				'home-hero': HERO.acme,
				'best-sellers': SELLERS.mobile,
			}),
			variant('5c12', {}, ['pro.d', 'pro+paid-social.d'], {
				'home-hero': HERO.pro,
				'best-sellers': SELLERS.desktop,
			}),
			variant('9e4d', {}, ['pro.m', 'pro+paid-social.m'], {
				'home-hero': HERO.pro,
				'best-sellers': SELLERS.mobile,
			}),
			variant('b8f1', {}, ['paid-social.d'], {
				'home-hero': HERO.social,
				'best-sellers': SELLERS.desktop,
			}),
			variant('e90a', {}, ['student.d', 'everyone.d'], {
				'home-hero': HERO.default,
				'best-sellers': SELLERS.desktop,
			}),
			variant('1c77', {}, ['student.m', 'everyone.m'], {
				'home-hero': HERO.default,
				'best-sellers': SELLERS.mobile,
			}),
		]),
		page('/pricing/', [
			variant(
				'aa10',
				{ isDefault: true, bytes: 9_870, brotliBytes: 2_410 },
				['default', 'everyone', 'acme', 'paid-social', 'student'].flatMap(onBothDevices),
				{ checkout: CHECKOUT.default },
			),
			variant(
				'aa11',
				{ bytes: 10_440, brotliBytes: 2_530 },
				['pro', 'pro+paid-social'].flatMap(onBothDevices),
				{ checkout: CHECKOUT.pro },
			),
		]),
		...['spring', 'trail', 'road', 'kids', 'outlet'].map((campaign) =>
			page(`/lp/${campaign}/`, [
				variant(
					`${campaign}0`,
					{ isDefault: true, bytes: 6_200, brotliBytes: 1_700 },
					['default', 'everyone', 'student'].flatMap(onBothDevices),
					{ 'home-hero': HERO.default },
				),
				variant(
					`${campaign}1`,
					{ bytes: 6_310, brotliBytes: 1_730 },
					['paid-social'].flatMap(onBothDevices),
					{ 'home-hero': HERO.social },
				),
				variant(
					`${campaign}2`,
					{ bytes: 6_240, brotliBytes: 1_710 },
					['pro', 'pro+paid-social'].flatMap(onBothDevices),
					{ 'home-hero': HERO.pro },
				),
				variant(
					`${campaign}3`,
					{ bytes: 6_220, brotliBytes: 1_705 },
					['acme'].flatMap(onBothDevices),
					{ 'home-hero': HERO.acme },
				),
			]),
		),
		page('/welcome/', [
			variant('f00d', { isDefault: true, bytes: 5_100, brotliBytes: 1_450 }, EVERYBODY, {
				'welcome-test': '{"headline":"Welcome"}',
			}),
		]),
	].map((entry) => (entry.path === '/' ? { ...entry, unanswered: ['paid-social.m'] } : entry)),
	plainPages: 34,
	totals: {
		combinations: 111,
		variants: 31,
		takenOver: 0,
		bodies: 30,
		packBytes: 412_300,
		askMs: 412,
		renderMs: 1_240,
	},
	warnings: [
		{ name: 'NeverRead', message: 'promo is declared, but no page reads it.' },
		{
			name: 'VariantFailed',
			message: '/ for paid-social on mobile: TypeError: products is not iterable',
		},
	],
};

/** A report of a large site: every page with the same number of variants, five audiences of twenty segments to a variant. */
export function createLargeReport(pages: number, variants: number): BuildReport {
	const names = Array.from({ length: variants }, (_, index) =>
		Array.from({ length: 5 }, (_, inner) => `segment-${index * 5 + inner}`),
	);
	return {
		...sampleReport,
		audiences: names.flat().flatMap((name) => audience(name, [name])),
		pages: Array.from({ length: pages }, (_, number) =>
			page(
				`/catalogue/shoes/product-number-${number}/`,
				names.map((segments, index) =>
					variant(
						`${number}x${index}`,
						{ isDefault: index === 0 },
						segments.flatMap(onBothDevices),
						{
							'home-hero': `{"headline":"Headline ${index} of product ${number}"}`,
							'best-sellers': SELLERS.desktop,
						},
					),
				),
			),
		),
		warnings: [],
	};
}
