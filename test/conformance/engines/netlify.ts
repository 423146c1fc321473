import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startEdgeFunction } from '../../support/deno.js';
import type { Spelling } from '../routing/spellings.js';
import type { UrlConfig } from '../url-config.js';
import type { Difference, Engine } from './engine-types.js';
import { SECRET } from './node-entry.js';

const CODINGS =
	'pages are compressed by Netlify, not by the edge function: with its choice of coding, and with the tag of the page as it is';
const REACHABLE =
	'Netlify sends every published file: who knew an address could read that one variant, and nobody is told one';
const LOOKS = 'Netlify looks for a page’s file by more spellings than @astrojs/node';
const LEFT =
	'a spelling that is not the site’s own is left to Netlify, which sends the page’s file, the default, and does not redirect';
const AT_ROOT =
	'the published folder answers at the root, too, and there the files are Netlify’s: the defaults';
const OUTSIDE = 'only what is below its base is the site’s';

/** As it is: what the edge function is before compresses it, and that is not run here. */
const NOT_CODED: Difference = {
	why: CODINGS,
	observed: { 'content-encoding': undefined, etag: '"<digest>"', smaller: false },
};

const SPELLINGS: readonly Spelling[] = [
	'with a slash at the end',
	'without a slash at the end',
	'with a query',
	'with needless percent-encoding',
	'with percent-encoding in lower case',
	'with an encoded slash',
	'with doubled slashes',
	'with dot segments',
];

const isOfFolders = ({ build }: UrlConfig) => build.format === 'directory';
const isBelow = ({ base }: UrlConfig) => base !== '/';
const hasOneSlash = ({ trailingSlash }: UrlConfig) => trailingSlash !== 'ignore';

/** The generated edge function in Deno, before a host that serves files as Netlify documents it. */
export const netlify: Engine = {
	name: 'Netlify',
	mode: 'static',
	start: ({ root }) =>
		startEdgeFunction({
			module: pathToFileURL(join(root, 'dist-edge/netlify/edge-functions/choose.js')),
			folder: pathToFileURL(join(root, 'dist/')),
			env: { CHOOSE_SECRET: SECRET },
		}),
	differences: {
		'GET and HEAD: HEAD has the status and headers of GET, and no body': {
			why: 'Deno names no length of what it does not send',
			observed: { differing: ['content-length'] },
		},
		'Codings: Accept-Encoding: br': NOT_CODED,
		'Codings: Accept-Encoding: gzip': NOT_CODED,
		'Codings: Accept-Encoding: gzip, deflate, br, zstd': NOT_CODED,
		'Codings: Accept-Encoding: gzip;q=1.0, br;q=0.1': NOT_CODED,
		'Codings: Accept-Encoding: br;q=0, gzip': NOT_CODED,
		'Codings: Accept-Encoding: *': NOT_CODED,
		'Codings: Accept-Encoding: br;q=0, *': NOT_CODED,
		'Codings: Accept-Encoding: *;q=0.5, br;q=0.0': NOT_CODED,
		'If-None-Match: the 304 has the tag of the coding that would have been sent': {
			why: CODINGS,
			observed: { tags: ['304 "<digest>"', '304 "<digest>"', '304 "<digest>"'] },
		},
		'The folder of variants: its files are 404 for whoever asks for them, and are not to be indexed':
			{ why: REACHABLE, observed: { answers: ['200 noindex', '404 noindex'] } },
		'The folder of variants: its files are 404, however their addresses are written': {
			why: REACHABLE,
			observed: {
				sent: [
					'with two slashes',
					'with an underscore that is encoded',
					'with an encoded slash',
					'behind a folder and dots',
					'behind a folder and dots that are encoded',
					'behind the assets and dots',
					'behind the assets and dots that are encoded',
				],
				statuses: [200, 404],
			},
		},
	},
	routing: [
		{
			why: 'what cannot be decoded is a page that does not exist',
			spellings: ['that cannot be decoded'],
			astro: 'refused',
			here: 'nothing',
		},
		{
			why: 'an encoded slash is decoded before a page is looked for',
			spellings: ['with an encoded slash'],
			where: (config) => isOfFolders(config) && config.trailingSlash !== 'never',
			astro: 'redirect',
			here: 'page',
		},
		{
			why: LOOKS,
			spellings: SPELLINGS,
			where: (config) => !isOfFolders(config),
			astro: 'nothing',
			here: 'page',
		},
		{
			why: LEFT,
			spellings: SPELLINGS,
			where: (config) => !isOfFolders(config) && hasOneSlash(config),
			astro: 'nothing',
			here: 'page',
			defaultOnly: true,
		},
		{
			why: LEFT,
			spellings: SPELLINGS,
			where: (config) =>
				hasOneSlash(config) &&
				(isBelow(config) || config.build.format !== 'file' || config.trailingSlash === 'never'),
			astro: 'redirect',
			here: 'page',
			defaultOnly: true,
		},
		{
			why: LEFT,
			spellings: ['with an encoded slash'],
			where: (config) => isOfFolders(config) && config.trailingSlash === 'never',
			astro: 'page',
			here: 'page',
			defaultOnly: true,
		},
		{
			why: LEFT,
			spellings: ['with doubled slashes'],
			where: (config) =>
				!isBelow(config) && !isOfFolders(config) && config.trailingSlash === 'always',
			astro: 'page',
			here: 'page',
			defaultOnly: true,
		},
		{
			why: AT_ROOT,
			spellings: ['without the base'],
			where: isBelow,
			astro: 'page',
			here: 'page',
			defaultOnly: true,
		},
		{
			why: AT_ROOT,
			spellings: ['without the base'],
			where: (config) =>
				isBelow(config) && !isOfFolders(config) && config.trailingSlash !== 'never',
			astro: 'nothing',
			here: 'page',
			defaultOnly: true,
		},
		{
			why: AT_ROOT,
			spellings: ['without the base'],
			where: (config) =>
				isBelow(config) &&
				(config.trailingSlash === 'never' ||
					(config.trailingSlash === 'always' && isOfFolders(config))),
			astro: 'redirect',
			here: 'page',
			defaultOnly: true,
		},
		{
			why: OUTSIDE,
			spellings: ['with doubled slashes'],
			where: (config) =>
				isBelow(config) && !(isOfFolders(config) && config.trailingSlash === 'always'),
			astro: 'page',
			here: 'nothing',
		},
		{
			why: OUTSIDE,
			spellings: ['with doubled slashes'],
			where: (config) =>
				isBelow(config) && isOfFolders(config) && config.trailingSlash === 'always',
			astro: 'redirect',
			here: 'nothing',
		},
	],
	inapplicable: {
		'Other methods, unknown pages, assets: an asset may be asked for in ranges':
			'assets are sent by Netlify’s own servers, which do not run here',
	},
};
