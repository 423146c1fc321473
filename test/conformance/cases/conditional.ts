import type { ConformanceCase } from '../case-types.js';
import { headersOf, VARIED_HEADERS } from '../describe-answer.js';
import { VISITORS } from '../visitors.js';

const part = 'If-None-Match';
const { 'content-type': _, ...NOT_MODIFIED } = VARIED_HEADERS;

/** What is sent, for the bare tag of the page (without quotes). */
const KNOWN: Readonly<Record<string, (tag: string) => string>> = {
	'the tag': (tag) => `"${tag}"`,
	'the tag, as a weak one': (tag) => `W/"${tag}"`,
	'the tag of the gzip coding': (tag) => `"${tag}-gz"`,
	'the tag of the brotli coding': (tag) => `"${tag}-br"`,
	'a list with the tag in it': (tag) => `"other", "${tag}" , "more"`,
	'a list with a weak tag in it, without blanks': (tag) => `"other",W/"${tag}-gz","more"`,
	'*': () => '*',
};
const UNKNOWN: Readonly<Record<string, (tag: string) => string>> = {
	'a stale tag': () => '"of-yesterday"',
	'the tag without its quotes': (tag) => tag,
	'the tag of an unknown coding': (tag) => `"${tag}-zstd"`,
	'part of the tag': (tag) => `"${tag.slice(0, -1)}"`,
	'a tag that has ours in it': (tag) => `"x${tag}"`,
	'a quote only': () => '"',
	'an empty header': () => '',
	'W/': () => 'W/',
};

const unknownCase = (title: string, write: (tag: string) => string): ConformanceCase => ({
	part,
	title: `${title}: 200`,
	expected: { status: 200, samePage: true },
	async observe(site) {
		const full = await site.ask('/', VISITORS.pro);
		const tag = full.headers.etag?.replaceAll('"', '') ?? '';
		const headers = { ...VISITORS.pro.headers, 'if-none-match': write(tag) };
		const answer = await site.ask('/', { headers });
		return { status: answer.status, samePage: answer.text === full.text };
	},
});

export const conditionalCases: readonly ConformanceCase[] = [
	...Object.entries(KNOWN).map(([title, write]): ConformanceCase => ({
		part,
		title: `${title}: 304`,
		expected: { status: 304, bytes: 0, ...NOT_MODIFIED },
		async observe(site) {
			const full = await site.ask('/', VISITORS.pro);
			const tag = full.headers.etag?.replaceAll('"', '') ?? '';
			const headers = { ...VISITORS.pro.headers, 'if-none-match': write(tag) };
			const answer = await site.ask('/', { headers });
			const { 'content-length': _length, ...rest } = headersOf(answer, full.text);
			return { status: answer.status, bytes: answer.bytes.length, ...rest };
		},
	})),
	...Object.entries(UNKNOWN).map(([title, write]) => unknownCase(title, write)),
	{
		part,
		title: 'the tag of another variant: 200',
		expected: { status: 200, shows: 'Hero of the trade' },
		async observe(site) {
			const { headers } = await site.ask('/');
			const asked = { ...VISITORS.pro.headers, 'if-none-match': headers.etag };
			const { status, text } = await site.ask('/', { headers: asked });
			return { status, shows: /Hero of the trade/.exec(text)?.[0] };
		},
	},
	{
		part,
		title: 'the 304 has the tag of the coding that would have been sent',
		expected: {
			tags: ['304 "<digest>"', '304 "<digest>-gz"', '304 "<digest>-br"'],
			contentEncodings: [undefined],
		},
		async observe(site) {
			const full = await site.ask('/');
			const tags: string[] = [];
			const contentEncodings = new Set<unknown>();
			for (const coding of ['identity', 'gzip', 'br']) {
				const headers = { 'accept-encoding': coding, 'if-none-match': full.headers.etag };
				const answer = await site.ask('/', { headers });
				contentEncodings.add(answer.headers['content-encoding']);
				tags.push(`${answer.status} ${String(headersOf(answer, full.text).etag)}`);
			}
			return { tags, contentEncodings: [...contentEncodings] };
		},
	},
	{
		part,
		title: 'HEAD: 304',
		expected: { status: 304 },
		async observe(site) {
			const { headers } = await site.ask('/');
			const asked = { 'if-none-match': headers.etag };
			const { status } = await site.ask('/', { method: 'HEAD', headers: asked });
			return { status };
		},
	},
];
