import type { ConformanceCase } from '../case-types.js';
import { headersOf, OF_THE_SERVER, VARIED_HEADERS } from '../describe-answer.js';
import { fileOf, VARIED, VISITOR_LIST, VISITORS } from '../visitors.js';

const part = 'GET and HEAD';
const FULL = { status: 200, ...VARIED_HEADERS, 'content-length': 'of the body' };

/** Words of the fixture's rules: a page that held one would say for whom it is. */
const TELLING = /acme|partner|\bpro\b|social|reader|everyone|segment|facebook|köln|mobile|desktop/i;

export const headerCases: readonly ConformanceCase[] = [
	{
		part,
		title: 'the headers of an answer, and no others',
		expected: FULL,
		async observe(site) {
			const answer = await site.ask('/');
			return { status: answer.status, ...headersOf(answer) };
		},
	},
	{
		part,
		title: 'the headers are those for a segment, too',
		expected: FULL,
		async observe(site) {
			const answer = await site.ask('/', VISITORS.pro);
			return { status: answer.status, ...headersOf(answer) };
		},
	},
	{
		part,
		title: 'HEAD has the status and headers of GET, and no body',
		expected: { differing: [], bytes: 0 },
		async observe(site) {
			const differing = new Set<string>();
			let bytes = 0;
			for (const [, { query = '', headers }] of VISITOR_LIST) {
				const get = await site.ask(`/${query}`, { headers });
				const head = await site.ask(`/${query}`, { headers, method: 'HEAD' });
				bytes += head.bytes.length;
				const { 'set-cookie': _, ...expected } = get.headers;
				const { 'set-cookie': _same, ...found } = head.headers;
				for (const name of Object.keys({ ...expected, ...found })) {
					const isOfTheServer = OF_THE_SERVER.includes(name);
					if (!isOfTheServer && expected[name] !== found[name]) differing.add(name);
				}
				if (head.status !== get.status) differing.add('status');
			}
			return { differing: [...differing], bytes };
		},
	},
	{
		part,
		title: 'Vary and Cache-Control are the same for everybody, on every page',
		expected: { vary: [VARIED_HEADERS.vary], cacheControl: [VARIED_HEADERS['cache-control']] },
		async observe(site) {
			const vary = new Set<unknown>();
			const cacheControl = new Set<unknown>();
			for (const path of VARIED) {
				for (const [, { query = '', headers }] of VISITOR_LIST) {
					for (const more of [{}, { 'accept-encoding': 'br' }, { 'if-none-match': '*' }]) {
						const answer = await site.ask(path + query, { headers: { ...headers, ...more } });
						vary.add(answer.headers.vary);
						cacheControl.add(answer.headers['cache-control']);
					}
				}
			}
			return { vary: [...vary], cacheControl: [...cacheControl] };
		},
	},
	{
		part,
		title: 'Server-Timing has one alias for each audience, whatever the page',
		expected: { aliases: VISITOR_LIST.length },
		async observe(site) {
			const aliases = new Map<unknown, string>();
			for (const [name, { query = '', headers }] of VISITOR_LIST) {
				for (const path of ['/', '/about/']) {
					const answer = await site.ask(path + query, { headers });
					aliases.set(answer.headers['server-timing'], name);
				}
			}
			return { aliases: aliases.size };
		},
	},
	{
		part,
		title: 'a range, and dates, are ignored',
		expected: { status: 200, sameBody: true, ...VARIED_HEADERS, 'content-length': 'of the body' },
		async observe(site) {
			const full = await site.ask('/');
			const answer = await site.ask('/', {
				headers: {
					range: 'bytes=0-10',
					'if-range': full.headers.etag,
					'if-modified-since': new Date(Date.now() + 60_000).toUTCString(),
				},
			});
			return {
				status: answer.status,
				sameBody: answer.text === full.text,
				...headersOf(answer, full.text),
			};
		},
	},
	{
		part,
		title: 'the default is the published file, byte for byte',
		expected: { differing: [] },
		async observe(site) {
			const differing: string[] = [];
			for (const path of VARIED) {
				const file = await site.readFile(fileOf(path));
				// The home page of everybody has a variant of its own: the last segment decides its tip.
				if (path !== '/' && !(await site.ask(path)).bytes.equals(file)) differing.push(path);
			}
			return { differing };
		},
	},
	{
		part,
		title: 'no body and no header says for whom it is',
		expected: { telling: [] },
		async observe(site) {
			const telling: string[] = [];
			for (const path of VARIED) {
				for (const [, { query = '', headers }] of VISITOR_LIST) {
					const answer = await site.ask(path + query, { headers });
					const { vary: _, 'set-cookie': _set, ...rest } = answer.headers;
					// The page of the device shows it: that is what it is for.
					const body = path === '/device/' ? '' : answer.text;
					const found = TELLING.exec(`${body}${JSON.stringify(rest)}`);
					if (found !== null) telling.push(`${path}${query}: ${found[0]}`);
				}
			}
			return { telling };
		},
	},
];
