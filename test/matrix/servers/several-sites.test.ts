import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { startFixtureEmulator, type FixtureSite } from '../../support/fixture.js';
import { createMatrixSite } from '../../support/matrix-site.js';
import { describeFeature, PRO } from '../../support/matrix.js';
import { startNode, type RunningProcess } from '../../support/process.js';

const NAMES = ['one', 'two'] as const;

async function buildSite(name: (typeof NAMES)[number], mode: string): Promise<FixtureSite> {
	const site = await createMatrixSite(['two-pages', 'mounted']);
	const audiences = (await site.read('src/audiences.json')).replaceAll(' hero', ` hero of ${name}`);
	const seed = (await site.read('choose.seed.json')).replaceAll(' hero', ` hero of ${name}`);
	await site.write('src/audiences.json', audiences);
	await site.write('choose.seed.json', seed);
	const feature = (await site.read('feature.mjs')).replace("'middleware'", `'${mode}'`);
	// The one port that is free for sure is the one that the system gives.
	await site.write('feature.mjs', feature.replace('base:', 'server: { port: 0 },\n\tbase:'));
	const { emulator, env } = await startFixtureEmulator(site);
	const { code, output } = await site.build({ ...env, FIXTURE_BASE: `/${name}` });
	expect(code, output).toBe(0);
	await emulator.close();
	return site;
}

describeFeature('Servers', 'Several sites in one process', () => {
	const sites: FixtureSite[] = [];
	let server: RunningProcess;
	let url = '';

	beforeAll(async () => {
		for (const name of NAMES) sites.push(await buildSite(name, 'middleware'));
		const [one, two] = sites;
		await one!.write(
			'server.mjs',
			`import express from 'express';
			import { handler as one } from './dist/server/entry.mjs';
			import { handler as two } from '${two!.root}/dist/server/entry.mjs';
			const app = express();
			app.use(one);
			app.use(two);
			app.use((request, response) => response.status(404).send('of the owner'));
			const server = app.listen(0, '127.0.0.1', () => {
				console.log('at http://127.0.0.1:' + server.address().port);
				console.log('autostart ' + process.env.ASTRO_NODE_AUTOSTART);
			});`,
		);
		server = startNode(['server.mjs'], { cwd: one!.root });
		[, url = ''] = await server.waitFor(/at (http:\S+)/);
	});
	afterAll(async () => {
		await server.stop();
		await Promise.all(sites.map((site) => site.remove()));
	});

	it('shows each its own decisions, prerendered and on demand, many at once', async () => {
		await Promise.all(
			Array.from({ length: 10 }, () => NAMES)
				.flat()
				.flatMap((name) =>
					['', 'live', 'guarded', 'guarded?fail'].map(async (page) => {
						const shown = async (headers: Readonly<Record<string, string>>) =>
							/<h1[^>]*>([^<]*)</.exec((await ask(url, `/${name}/${page}`, { headers })).text)?.[1];
						const decided = page === 'guarded?fail' ? 'Default' : 'Pro';
						expect(await shown({})).toBe(`Default hero of ${name}`);
						expect(await shown(PRO)).toBe(`${decided} hero of ${name}`);
					}),
				),
		);
	});

	it('leaves what is neither’s to the owner', async () => {
		for (const path of ['/', '/about/', '/three/']) {
			expect((await ask(url, path)).text).toBe('of the owner');
		}
	});

	it('leaves the environment as it was', async () => {
		await server.waitFor(/autostart undefined/);
	});
});

describeFeature('Servers', 'Several standalone sites in one process', () => {
	const sites: FixtureSite[] = [];
	let servers: RunningProcess;

	beforeAll(async () => {
		for (const name of NAMES) sites.push(await buildSite(name, 'standalone'));
		const [one, two] = sites;
		await one!.write(
			'servers.mjs',
			`await import('./dist/server/entry.mjs');\nawait import('${two!.root}/dist/server/entry.mjs');`,
		);
		servers = startNode(['servers.mjs'], { cwd: one!.root, env: { HOST: '127.0.0.1' } });
	});
	afterAll(async () => {
		await servers.stop();
		await Promise.all(sites.map((site) => site.remove()));
	});

	it('listen on a port each', async () => {
		const both = /listening on (http:\S+)[^]*listening on (http:\S+)/;
		const urls = (await servers.waitFor(both)).slice(1);
		for (const [at, name] of NAMES.entries()) {
			const { text } = await ask(urls[at] ?? '', `/${name}/`, { headers: PRO });
			expect(text).toContain(`Pro hero of ${name}`);
		}
	});
});
