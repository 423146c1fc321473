import { join } from 'node:path';
import { startWorker } from '../../support/worker.js';
import type { Difference, Engine } from './engine-types.js';
import { ASTRO_LEAVES, BELOW_BASE, leavesAstro } from './shared-differences.js';
import { SECRET } from './node-entry.js';

const CODINGS =
	'pages are compressed by Cloudflare, not by the worker: with its choice of coding, without a length, and with the tag of the page as it is';

const ONE_SPELLING =
	'Cloudflare’s asset router has one spelling for each page, and redirects to it from every other that it knows';
const FOUND_BY_ROUTER =
	'Cloudflare’s asset router knows a spelling of the page that @astrojs/node does not';

/** Compressed all the same, or as the coding named first is. */
const codedBy = (coding: 'br' | 'gzip'): Difference => ({
	why: CODINGS,
	observed: { 'content-encoding': coding, etag: '"<digest>"', 'content-length': undefined },
});
const NOT_CODED: Difference = {
	why: CODINGS,
	observed: { 'content-encoding': undefined, etag: '"<digest>"', smaller: false },
};

/** The generated Cloudflare worker with its static assets, in workerd. */
export const workerd: Engine = {
	name: 'workerd',
	mode: 'static',
	start: ({ root }) =>
		startWorker({
			folder: join(root, 'dist-edge/cloudflare'),
			bindings: { CHOOSE_SECRET: SECRET },
		}),
	differences: {
		'GET and HEAD: HEAD has the status and headers of GET, and no body': {
			why: 'workerd names no length of what it does not send',
			observed: { differing: ['content-length'] },
		},
		'Codings: Accept-Encoding: br': codedBy('br'),
		'Codings: Accept-Encoding: gzip': codedBy('gzip'),
		'Codings: Accept-Encoding: gzip, deflate, br, zstd': codedBy('gzip'),
		'Codings: Accept-Encoding: gzip;q=1.0, br;q=0.1': codedBy('gzip'),
		'Codings: Accept-Encoding: br;q=0, gzip': codedBy('gzip'),
		'Codings: Accept-Encoding: *': NOT_CODED,
		'Codings: Accept-Encoding: br;q=0, *': NOT_CODED,
		'Codings: Accept-Encoding: *;q=0.5, br;q=0.0': NOT_CODED,
		'If-None-Match: the 304 has the tag of the coding that would have been sent': {
			why: CODINGS,
			observed: {
				tags: ['304 "<digest>"', '304 "<digest>"', '304 "<digest>"'],
				contentEncodings: [undefined, 'gzip', 'br'],
			},
		},
		'Other methods, unknown pages, assets: an asset may be asked for in ranges': {
			why: 'Cloudflare’s static assets know no ranges',
			observed: { status: 200, text: 'Everybody is welcome.\n' },
		},
		'The folder of variants: its files are 404, however their addresses are written': {
			why: 'Cloudflare’s asset router redirects from an encoded spelling to the plain one, which is 404',
			observed: { statuses: [404, 307] },
		},
	},
	routing: [
		{
			why: ONE_SPELLING,
			spellings: [
				'with .html',
				'with index.html',
				'with needless percent-encoding',
				'with percent-encoding in lower case',
				'with an encoded slash',
				'with doubled slashes',
			],
			astro: 'page',
			here: 'redirect',
		},
		{
			why: ONE_SPELLING,
			spellings: ['without a slash at the end', 'with a query', 'with dot segments'],
			where: ({ base, trailingSlash, build }) =>
				trailingSlash === 'ignore' && (base !== '/' || build.format !== 'file'),
			astro: 'page',
			here: 'redirect',
		},
		{
			why: FOUND_BY_ROUTER,
			spellings: [
				'with .html',
				'with index.html',
				'with a slash at the end',
				'without a slash at the end',
				'with a query',
				'with needless percent-encoding',
				'with percent-encoding in lower case',
				'with an encoded slash',
				'with doubled slashes',
				'with dot segments',
			],
			astro: 'nothing',
			here: 'redirect',
		},
		{
			why: FOUND_BY_ROUTER,
			spellings: ['with a slash at the end', 'with a query', 'with dot segments'],
			where: ({ trailingSlash, build }) =>
				trailingSlash === 'always' && build.format !== 'directory',
			astro: 'nothing',
			here: 'page',
		},
		{
			why: FOUND_BY_ROUTER,
			spellings: ['without a slash at the end', 'with a query'],
			where: ({ trailingSlash, build }) =>
				trailingSlash !== 'always' && build.format !== 'directory',
			astro: 'nothing',
			here: 'page',
		},
		{
			why: 'what cannot be decoded is a page that does not exist',
			spellings: ['that cannot be decoded'],
			astro: 'refused',
			here: 'nothing',
		},
		...BELOW_BASE,
		{
			why: ASTRO_LEAVES,
			spellings: ['with doubled slashes'],
			where: leavesAstro,
			astro: 'redirect',
			here: 'redirect',
		},
	],
	inapplicable: {},
};
