import { startSiteNginx } from '../../support/behind-nginx.js';
import { NOBODY } from '../visitors.js';
import { ASTRO_LEAVES, BELOW_BASE, leavesAstro } from './shared-differences.js';
import type { Difference, Engine } from './engine-types.js';

const DECODED = 'nginx decodes an encoded slash before it looks for a page';

const DOUBLED = 'two slashes in front are not redirected: they would lead to another host';

const SEALS_NOTHING =
	'nginx cannot seal: it has a cookie for each persisted segment, with a value that nobody can guess';

const NAMES_TYPE: Difference = {
	why: 'nginx names the type of a page with its 304, too',
	observed: { 'content-type': 'text/html; charset=utf-8' },
};

/** The generated includes, in an nginx that serves the whole site. */
export const nginx: Engine = {
	name: 'nginx',
	mode: 'static',
	start: ({ root }) => startSiteNginx(root),
	differences: {
		'Codings: Accept-Encoding: gzip;q=1.0, br;q=0.1': {
			why: 'nginx sends brotli to whoever accepts it, even if gzip is liked better',
			observed: { 'content-encoding': 'br', etag: '"<digest>-br"' },
		},
		'If-None-Match: the tag: 304': NAMES_TYPE,
		'If-None-Match: the tag, as a weak one: 304': NAMES_TYPE,
		'If-None-Match: the tag of the gzip coding: 304': NAMES_TYPE,
		'If-None-Match: the tag of the brotli coding: 304': NAMES_TYPE,
		'If-None-Match: a list with the tag in it: 304': NAMES_TYPE,
		'If-None-Match: a list with a weak tag in it, without blanks: 304': NAMES_TYPE,
		'If-None-Match: *: 304': NAMES_TYPE,
		'A persisted segment: the cookie: one, for all pages, for its time, for no script and no other site':
			{ why: SEALS_NOTHING, observed: { name: 'choose_segment_PoYPQaXq' } },
		'A persisted segment: the cookie is not given again while it is new': {
			why: 'nginx knows no age of a cookie, and gives it with each visit that matches',
			observed: { cookies: 1 },
		},
		'A sealed cookie: of another engine of the site is opened': {
			why: SEALS_NOTHING,
			observed: { shows: NOBODY },
		},
	},
	routing: [
		{
			why: DECODED,
			spellings: ['with an encoded slash'],
			where: ({ trailingSlash, build }) =>
				trailingSlash !== 'never' && build.format === 'directory',
			astro: 'redirect',
			here: 'page',
		},
		{
			why: DECODED,
			spellings: ['with an encoded slash'],
			where: ({ trailingSlash, build }) =>
				trailingSlash === 'never' && build.format === 'directory',
			astro: 'page',
			here: 'redirect',
		},
		{
			why: 'a slash that is encoded is not taken off the end of a path',
			spellings: ['with an encoded slash'],
			where: ({ trailingSlash, build }) =>
				trailingSlash === 'never' && build.format === 'directory',
			astro: 'redirect',
			here: 'nothing',
		},
		...BELOW_BASE.map((one) => ({ ...one, spellings: ['without the base'] as const })),
		{
			why: DOUBLED,
			spellings: ['with doubled slashes'],
			where: ({ trailingSlash, build }) =>
				trailingSlash === 'always' && build.format !== 'directory',
			astro: 'page',
			here: 'nothing',
		},
		{
			why: DOUBLED,
			spellings: ['with doubled slashes'],
			where: ({ trailingSlash, build }) =>
				trailingSlash === 'always' && build.format === 'directory',
			astro: 'redirect',
			here: 'nothing',
		},
		{
			why: 'a name with a dot in it is taken for a file’s, and not redirected to one with a slash',
			spellings: ['without a slash at the end', 'with a query'],
			where: ({ trailingSlash, build }) =>
				trailingSlash === 'always' && build.format === 'directory',
			astro: 'redirect',
			here: 'nothing',
			page: 'note v1.2',
		},
		{
			why: ASTRO_LEAVES,
			spellings: ['with doubled slashes'],
			where: leavesAstro,
			astro: 'redirect',
			here: 'nothing',
		},
	],
	inapplicable: {},
};
