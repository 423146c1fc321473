import type { Answer, Ask } from '../../support/ask.js';
import type { ConformanceCase, SiteUnderTest } from '../case-types.js';
import { shownOn } from '../describe-page.js';
import { DESKTOP, NOBODY, SOCIAL, VARIED, VISITORS } from '../visitors.js';

const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

const CAMPAIGN = `/${SOCIAL}`;
const cookiesOf = ({ headers }: Answer): readonly string[] => headers['set-cookie'] ?? [];

/** Name and value of the cookie that a visit from the campaign sets. */
async function receiveCookie(site: SiteUnderTest): Promise<string> {
	return cookiesOf(await site.ask(CAMPAIGN))[0]?.split(';')[0] ?? '';
}

async function observePage(site: SiteUnderTest, target: string, headers: Ask['headers']) {
	const answer = await site.ask(target, { headers });
	return { status: answer.status, shows: shownOn(answer.text), cookies: cookiesOf(answer).length };
}

/** Asked for without leaving a trace: the page of the navigation, and no cookie. */
const quiet = (part: string, title: string, headers: NonNullable<Ask['headers']>) =>
	({
		part,
		title,
		expected: { sameBytes: true, sameTag: true, shows: VISITORS.social.home, cookies: 0 },
		async observe(site) {
			const seen = await site.ask(CAMPAIGN, { headers: { 'user-agent': DESKTOP } });
			const found = await site.ask(CAMPAIGN, { headers });
			return {
				sameBytes: found.bytes.equals(seen.bytes),
				sameTag: found.headers.etag === seen.headers.etag,
				shows: shownOn(found.text),
				cookies: cookiesOf(found).length,
			};
		},
	}) satisfies ConformanceCase;

/** What may become of a cookie on its way. */
/** Changes a character in the middle: of the last one, some bits may stand for nothing. */
export function changeOne(cookie: string): string {
	return cookie.replace(/(?<==.{8})./, (one) => (one === 'A' ? 'B' : 'A'));
}

const DAMAGES: Readonly<Record<string, (cookie: string) => string>> = {
	'that is cut short': (cookie) => cookie.slice(0, -1),
	'with a character more': (cookie) => `${cookie}A`,
	'with one that changed': changeOne,
};

const refusal = (title: string, cookie: string): readonly ConformanceCase[] => [
	{
		part: 'No consent, or opted out',
		title: `${title}: rules on the present request apply, and no cookie is set`,
		expected: { status: 200, shows: VISITORS.social.home, cookies: 0 },
		observe: (site) => observePage(site, CAMPAIGN, { cookie }),
	},
	{
		part: 'No consent, or opted out',
		title: `${title}: a cookie of before is not read`,
		expected: { status: 200, shows: NOBODY, cookies: 0 },
		async observe(site) {
			const kept = await receiveCookie(site);
			return observePage(site, '/', { cookie: `${kept}; ${cookie}` });
		},
	},
];

export const visitCases: readonly ConformanceCase[] = [
	...['prefetch', 'prefetch;prerender', 'prefetch;anonymous-client-ip'].map((purpose) =>
		quiet('A prefetch', `Sec-Purpose: ${purpose}`, { 'sec-purpose': purpose }),
	),
	quiet('A prefetch', 'Purpose: prefetch', { purpose: 'prefetch' }),
	quiet('A crawler', 'has the bytes of a person with that request, and no cookie', {
		'user-agent': GOOGLEBOT,
	}),
	{
		part: 'A crawler',
		title: 'has on every page the bytes of a person without cookies',
		expected: { differing: [] },
		async observe(site) {
			const differing: string[] = [];
			for (const path of VARIED) {
				const seen = await site.ask(path, { headers: { 'user-agent': DESKTOP } });
				const found = await site.ask(path, { headers: { 'user-agent': GOOGLEBOT } });
				if (!found.bytes.equals(seen.bytes)) differing.push(path);
			}
			return { differing };
		},
	},
	...refusal('opted out', 'intempt_do_not_track=1'),
	...refusal('no consent', 'consent=no'),
	{
		part: 'A persisted segment',
		title: 'the cookie: one, for all pages, for its time, for no script and no other site',
		expected: {
			name: 'choose_segment',
			attributes: ['HttpOnly', 'Max-Age=1800', 'Path=/', 'SameSite=Lax'],
			tells: false,
		},
		async observe(site) {
			const [cookie = '', ...more] = cookiesOf(await site.ask(CAMPAIGN));
			const [pair = '', ...attributes] = cookie.split('; ');
			const [name, value = ''] = pair.split('=');
			return {
				name: [name, ...more].join(),
				attributes: attributes.toSorted(),
				tells: [value, Buffer.from(value, 'base64url').toString()].join().includes('social'),
			};
		},
	},
	{
		part: 'A persisted segment',
		title: 'the cookie is for https only where the visitor came by it',
		expected: { secure: { '': false, http: false, https: true, 'https, http': true } },
		async observe(site) {
			const secure: Record<string, boolean> = {};
			for (const proto of ['', 'http', 'https', 'https, http']) {
				const headers = { 'x-forwarded-proto': proto || undefined };
				const answer = await site.ask(CAMPAIGN, { headers });
				secure[proto] = /; Secure\b/.test(cookiesOf(answer).join());
			}
			return { secure };
		},
	},
	{
		part: 'A persisted segment',
		title: 'counts on the next request, on every page',
		expected: {
			'/': { status: 200, shows: VISITORS.social.home, cookies: 0 },
			'/about/': { status: 200, shows: 'Hero of <the> "film" & more', cookies: 0 },
		},
		async observe(site) {
			const cookie = await receiveCookie(site);
			return {
				'/': await observePage(site, '/', { cookie }),
				'/about/': await observePage(site, '/about/', { cookie: `a=b; ${cookie}; c=d` }),
			};
		},
	},
	{
		part: 'A persisted segment',
		title: 'stands behind what the present request says',
		expected: { status: 200, shows: 'Hero by the river | As read | Hover', cookies: 0 },
		async observe(site) {
			const cookie = await receiveCookie(site);
			return observePage(site, '/?ref=1&city=K%C3%B6ln+am+Rhein', { cookie });
		},
	},
	{
		part: 'A persisted segment',
		title: 'the cookie is not given again while it is new',
		expected: { status: 200, shows: VISITORS.social.home, cookies: 0 },
		async observe(site) {
			return observePage(site, CAMPAIGN, { cookie: await receiveCookie(site) });
		},
	},
	...Object.entries(DAMAGES).map(([title, damage]): ConformanceCase => ({
		part: 'A persisted segment',
		title: `a cookie of its own ${title} is none`,
		expected: { status: 200, shows: NOBODY, cookies: 0 },
		async observe(site) {
			return observePage(site, '/', { cookie: damage(await receiveCookie(site)) });
		},
	})),
	{
		part: 'A persisted segment',
		title: 'goes with a 304, and with a HEAD',
		expected: { statuses: [304, 200], cookies: [1, 1] },
		async observe(site) {
			const full = await site.ask(CAMPAIGN);
			const again = { headers: { 'if-none-match': full.headers.etag } };
			const answers = [
				await site.ask(CAMPAIGN, again),
				await site.ask(CAMPAIGN, { method: 'HEAD' }),
			];
			return {
				statuses: answers.map(({ status }) => status),
				cookies: answers.map((answer) => cookiesOf(answer).length),
			};
		},
	},
	{
		part: 'A persisted segment',
		title: 'no cookie for those in no such segment, or of a page without variants',
		expected: { cookies: [0, 0, 0] },
		async observe(site) {
			const answers = [
				await site.ask('/'),
				await site.ask('/', VISITORS.pro),
				await site.ask(`/plain/${SOCIAL}`),
			];
			return { cookies: answers.map((answer) => cookiesOf(answer).length) };
		},
	},
];
