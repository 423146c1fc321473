import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startNode } from '../../support/process.js';
import type { Spelling } from '../routing/spellings.js';
import type { Engine } from './engine-types.js';
import { SECRET } from './node-entry.js';

const REDIRECTS =
	'redirects to the site’s own spelling are made by the file server of @astrojs/node, and in middleware mode the owner’s server has the files';
const FILES =
	'pages without variants are the owner’s file server’s, which has spellings of its own';
const OTHER_SPELLINGS: readonly Spelling[] = [
	'with a slash at the end',
	'with a query',
	'with needless percent-encoding',
	'with percent-encoding in lower case',
	'with an encoded slash',
	'with doubled slashes',
	'with dot segments',
	'without the base',
];

/** A server of the site owner's, as `docs/how-it-works.md` says: our handler first, then the files, then the owner's own 404. */
const PROGRAM = (base: string) => `import express from 'express';
import { handler } from './dist/server/entry.mjs';

const app = express().disable('x-powered-by');
app.use(handler);
app.use('${base}', express.static('dist/client'));
app.use((request, response) => response.status(404).sendFile('404.html', { root: 'dist/client' }));
const server = app.listen(0, '127.0.0.1', () =>
	console.log('listening on http://127.0.0.1:' + server.address().port),
);
`;

/** `mode: 'middleware'\`, mounted in Express. */
export const nodeMiddleware: Engine = {
	name: 'Node middleware',
	mode: 'middleware',
	async start({ root, config }) {
		await writeFile(join(root, 'server.mjs'), PROGRAM(config.base));
		const running = startNode(['server.mjs'], { cwd: root, env: { CHOOSE_SECRET: SECRET } });
		const [, url = ''] = await running.waitFor(/listening on (http:\S+)/);
		return { url, stop: running.stop };
	},
	differences: {},
	routing: [
		{
			why: 'what cannot be decoded is passed on to the owner’s server, which knows no such page',
			spellings: ['that cannot be decoded'],
			astro: 'refused',
			here: 'nothing',
		},
		{
			why: `${REDIRECTS} and knows no such page`,
			spellings: OTHER_SPELLINGS,
			where: ({ base, trailingSlash, build }) => {
				const isOfFolders = build.format === 'directory';
				if (trailingSlash === 'never') return base !== '/' || !isOfFolders;
				return trailingSlash === 'always' && base !== '/' && isOfFolders;
			},
			astro: 'redirect',
			here: 'nothing',
		},
		{
			why: `${REDIRECTS} and finds the default`,
			spellings: OTHER_SPELLINGS.filter(
				(spelling) => spelling !== 'with an encoded slash' && spelling !== 'without the base',
			),
			where: ({ base, trailingSlash, build }) =>
				trailingSlash === 'never' && (base !== '/' || build.format !== 'file'),
			astro: 'redirect',
			here: 'page',
			defaultOnly: true,
		},
		{
			why: FILES,
			spellings: ['without a slash at the end', 'with a query'],
			where: ({ trailingSlash, build }) =>
				trailingSlash !== 'always' && build.format === 'directory',
			astro: 'page',
			here: 'redirect',
			page: 'plain',
		},
		{
			why: FILES,
			spellings: ['without a slash at the end', 'with a query'],
			where: ({ trailingSlash, build }) =>
				trailingSlash !== 'always' && build.format !== 'directory',
			astro: 'page',
			here: 'nothing',
			page: 'plain',
		},
		{
			why: 'mounted in a server of the owner’s, the site answers only what is below its base',
			spellings: ['without the base', 'with doubled slashes'],
			where: ({ base }) => base !== '/',
			astro: 'page',
			here: 'nothing',
		},
	],
	inapplicable: {
		'The folder of variants: its files are 404 for whoever asks for them, and are not to be indexed':
			'variants are in the server folder, which is not published',
		'The folder of variants: its files are 404, however their addresses are written':
			'variants are in the server folder, which is not published',
	},
};
