import type { ConformanceCase } from '../case-types.js';
import { headersOf } from '../describe-answer.js';

const part = 'Codings';

const SENT: readonly (readonly [acceptEncoding: string | undefined, coding?: 'br' | 'gzip'])[] = [
	[undefined],
	['br', 'br'],
	['gzip', 'gzip'],
	['gzip, deflate, br, zstd', 'br'],
	['gzip;q=1.0, br;q=0.1', 'gzip'],
	['br;q=0, gzip', 'gzip'],
	['*', 'br'],
	['br;q=0, *', 'gzip'],
	['*;q=0.5, br;q=0.0', 'gzip'],
	['identity'],
	['br;q=0, gzip;q=0'],
	['gzip;q=0'],
	['zstd'],
	['nonsense;;;q=,'],
];
const SUFFIX = { br: '-br', gzip: '-gz' };

/** `br`, `gzip` and none, as asked for: with the tag of the coding, and the same page in each. */
export const codingCases: readonly ConformanceCase[] = SENT.map(([accepted, coding]) => ({
	part,
	title: accepted === undefined ? 'without Accept-Encoding' : `Accept-Encoding: ${accepted}`,
	expected: {
		'content-encoding': coding,
		etag: `"<digest>${coding === undefined ? '' : SUFFIX[coding]}"`,
		'content-length': 'of the body',
		samePage: true,
		smaller: coding !== undefined,
	},
	async observe(site) {
		const headers = { cookie: 'plan=pro' };
		const plain = await site.ask('/', { headers });
		const answer = await site.ask('/', { headers: { ...headers, 'accept-encoding': accepted } });
		const described = headersOf(answer);
		return {
			'content-encoding': described['content-encoding'],
			etag: described.etag,
			'content-length': described['content-length'],
			samePage: answer.text === plain.text,
			smaller: answer.bytes.length < plain.bytes.length,
		};
	},
}));
