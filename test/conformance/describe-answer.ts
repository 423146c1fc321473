import { digestContent } from '../../integration/src/store/content-digest.js';
import type { Answer } from '../support/ask.js';
import type { Observed } from './case-types.js';

/** About the connection, the clock, or the server as such. */
export const OF_THE_SERVER: readonly string[] = [
	'date',
	'connection',
	'keep-alive',
	'transfer-encoding',
	'server',
];

/** The headers of an answer, with what differs by content put in words. `html`: the body, where this answer has none. */
export function headersOf({ headers, bytes, text }: Answer, html = text): Observed {
	const described = {
		...headers,
		etag: headers.etag?.replace(digestContent(Buffer.from(html)), '<digest>'),
		'content-length':
			headers['content-length'] === String(bytes.length)
				? 'of the body'
				: headers['content-length'],
		'server-timing': headers['server-timing']
			?.toString()
			.replace(/desc="[0-9a-f]{6}"/, 'desc="<alias>"'),
	};
	return Object.fromEntries(
		Object.entries(described).filter(
			([name, value]) => value !== undefined && !OF_THE_SERVER.includes(name),
		),
	);
}

/** Those of every varied answer, its length aside. */
export const VARIED_HEADERS: Observed = {
	'content-type': 'text/html; charset=utf-8',
	'cache-control': 'private, no-cache',
	vary: 'Accept-Encoding, User-Agent, Cookie, X-Partner',
	etag: '"<digest>"',
	'cache-status': 'choose; hit',
	'server-timing': 'choose;desc="<alias>"',
};
