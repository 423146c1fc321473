import { describe, expect, it } from 'vitest';
import { resolvePlaces } from '../../../integration/src/build/places.js';
import { parseOptions } from '../../../integration/src/options.js';
import { problemsIn } from '../../support/errors.js';

const at = (path: string) => new URL(`file:///site/${path}`);
const build = { client: at('dist/client/'), server: at('dist/server/') };
const CONFIG = { root: at(''), outDir: at('dist/'), publicDir: at('public/'), build };
const NODE = { ...CONFIG, adapter: { name: '@astrojs/node', hooks: {} } };

const resolve = (config: typeof CONFIG | typeof NODE, edge = {}) =>
	resolvePlaces(config, parseOptions({ org: 'a', project: 'b', edge }).edge);
const pathsOf = (places: ReturnType<typeof resolve>) =>
	[places.client, places.server, places.reports, places.edge].map(({ pathname }) => pathname);

describe('where a build puts what', () => {
	it('is the server’s folder with an adapter, and beside it what is for edges', () => {
		const places = resolve(NODE, { targets: ['nginx'] });
		expect(places.delivery).toBe('node');
		expect(pathsOf(places)).toEqual([
			'/site/dist/client/',
			'/site/dist/server/',
			'/site/dist/',
			'/site/dist-edge/',
		]);
	});

	it.each([
		['edge', ['nginx']],
		['files', []],
	])('is never the published folder without one (%s)', (delivery, targets) => {
		const places = resolve(CONFIG, { targets });
		expect(places.delivery).toBe(delivery);
		const [client, ...others] = pathsOf(places);
		expect(client).toBe('/site/dist/');
		expect(new Set(others)).toEqual(new Set(['/site/dist-edge/']));
	});

	it.each([
		['infra/edge', '/site/infra/edge/'],
		['../elsewhere/', '/elsewhere/'],
		['/srv/edge', '/srv/edge/'],
		['dist-too', '/site/dist-too/'],
	])('is %s where that is named, from the root of the project', (folder, expected) => {
		expect(resolve(CONFIG, { folder }).edge.pathname).toBe(expected);
	});

	it.each([
		['the published folder', 'dist'],
		['a folder in it', 'dist/edge'],
		['a folder that is copied there', 'public/edge'],
		['one around it', '.'],
		['one far around it', '/'],
	])('is not %s', (_what, folder) => {
		for (const config of [CONFIG, NODE]) {
			expect(problemsIn(() => resolve(config, { folder }))).toMatchObject([
				{ name: 'InvalidValue', path: 'choose().edge.folder' },
			]);
		}
	});
});
