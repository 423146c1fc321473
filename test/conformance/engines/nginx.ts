import { join } from 'node:path';
import { startNginx } from '../../support/nginx.js';
import type { Difference, Engine } from './engine-types.js';

const NAMES_TYPE: Difference = {
	why: 'nginx names the type of a page with its 304, too',
	observed: { 'content-type': 'text/html; charset=utf-8' },
};

/** The generated includes, in an nginx that serves the whole site. */
export const nginx: Engine = {
	name: 'nginx',
	mode: 'static',
	start: ({ root }) => {
		const include = (file: string) => `include "${join(root, 'dist-edge/nginx', file)}";`;
		return startNginx(() => ({
			http: include('http.conf'),
			server: [`root "${join(root, 'dist')}";`, ...['server.conf', 'site.conf'].map(include)].join(
				'\n',
			),
		}));
	},
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
			{
				why: 'nginx cannot seal: it has a cookie for each persisted segment, with a value that nobody can guess',
				observed: { name: 'choose_segment_PoYPQaXq' },
			},
	},
	routing: [
		{
			why: 'nginx decodes an encoded slash before it looks for a page',
			spellings: ['with an encoded slash'],
			astro: 'redirect',
			here: 'page',
		},
	],
	inapplicable: {},
};
