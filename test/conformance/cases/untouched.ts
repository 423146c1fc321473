import type { Answer } from '../../support/ask.js';
import type { ConformanceCase, SiteUnderTest } from '../case-types.js';
import { shownOn } from '../describe-page.js';
import { VISITOR_LIST, VISITORS } from '../visitors.js';

const part = 'Other methods, unknown pages, assets';
const OURS = ['cache-status', 'server-timing', 'set-cookie', 'x-robots-tag', 'cdn-cache-control'];

const oursIn = ({ headers }: Answer) => [
	...OURS.filter((name) => name in headers),
	...(headers['cache-control']?.includes('private') ? ['cache-control'] : []),
	...(/user-agent|cookie/i.test(headers.vary ?? '') ? ['vary'] : []),
];

/** A file of the site, as everybody and as a visitor of a segment: its bytes, and no header of ours. */
async function observeFile(site: SiteUnderTest, target: string, file: string) {
	const expected = await site.readFile(file);
	const answers = await Promise.all([site.ask(target), site.ask(target, VISITORS.pro)]);
	return {
		statuses: answers.map(({ status }) => status),
		sameBytes: answers.every(({ bytes }) => bytes.equals(expected)),
		ours: answers.flatMap(oursIn),
	};
}

const FILE = { statuses: [200, 200], sameBytes: true, ours: [] };

export const untouchedCases: readonly ConformanceCase[] = [
	...['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((method): ConformanceCase => ({
		part,
		title: `${method} is answered as on a page that is the same for everybody`,
		expected: { sameStatus: true, sameHeaders: true, shows: [], ours: [] },
		async observe(site) {
			const asked = { method, headers: VISITORS.pro.headers };
			const plain = await site.ask('/plain/', asked);
			const found = await site.ask('/', asked);
			const namesOf = ({ headers }: Answer) => Object.keys(headers).toSorted().join();
			return {
				sameStatus: found.status === plain.status,
				sameHeaders: namesOf(found) === namesOf(plain),
				shows: /Hero of[^<]*/.exec(found.text) ?? [],
				ours: oursIn(found),
			};
		},
	})),
	{
		part,
		title: 'a page that is the same for everybody',
		expected: FILE,
		observe: (site) => observeFile(site, '/plain/', 'plain/index.html'),
	},
	{
		part,
		title: 'a file of the public folder',
		expected: FILE,
		observe: (site) => observeFile(site, '/humans.txt', 'humans.txt'),
	},
	{
		part,
		title: 'a stylesheet',
		expected: FILE,
		async observe(site) {
			const file = (await site.listFiles()).find((name) => name.endsWith('.css')) ?? '';
			return observeFile(site, `/${file}`, file);
		},
	},
	{
		part,
		title: 'an asset may be asked for in ranges',
		expected: { status: 206, text: 'Every' },
		async observe(site) {
			const { status, text } = await site.ask('/humans.txt', { headers: { range: 'bytes=0-4' } });
			return { status, text };
		},
	},
	{
		part,
		title: 'an unknown page is the default of the 404 page, for everybody',
		expected: { statuses: [404], shows: ['Default hero'], sameBytes: true, ours: [] },
		async observe(site) {
			const expected = await site.readFile('404.html');
			const answers: Answer[] = [];
			for (const [, { query = '', headers }] of VISITOR_LIST) {
				answers.push(await site.ask(`/nowhere/${query}`, { headers }));
			}
			return {
				statuses: [...new Set(answers.map(({ status }) => status))],
				shows: [...new Set(answers.map(({ text }) => shownOn(text)))],
				sameBytes: answers.every(({ bytes }) => bytes.equals(expected)),
				ours: [...new Set(answers.flatMap(oursIn))],
			};
		},
	},
	{
		part,
		title: 'nothing of ours is found by its name',
		expected: { found: [] },
		async observe(site) {
			const found: string[] = [];
			for (const target of [
				'/choose-report.json',
				'/choose-report.html',
				'/variants/index.json',
				'/server/entry.mjs',
				'/_headers',
				'/_worker.js',
				'/nginx/http.conf',
				'/manifest.json',
			]) {
				const { status } = await site.ask(target);
				if (status !== 404) found.push(`${target} ${status}`);
			}
			return { found };
		},
	},
];
