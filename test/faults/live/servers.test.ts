import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readShown, refresh, SECRET, switchTo } from '../../support/control.js';
import type { FixtureSite } from '../../support/fixture.js';
import {
	buildLiveSite,
	readHero,
	showsHero,
	SOON,
	WHEN_TOLD,
	type LiveSite,
} from '../../support/live-site.js';
import { startNode } from '../../support/process.js';

const CHOOSE_SECRET = SECRET;
/** Milliseconds that a server takes to end at most; most of them are the machine's. */
const SOON_ENDED = 2_000;
/** A server of the site's owner, who ends it by listening no more. */
const SERVER = `import { createServer } from 'node:http';
import express from 'express';
import { handler } from './dist/server/entry.mjs';

const app = express();
app.use('/docs', handler);
app.use((request, response) => response.status(404).send('of the owner'));
const server = createServer(app).listen(0, '127.0.0.1', () => {
	console.log('at http://127.0.0.1:' + server.address().port);
});
process.on('SIGTERM', () => server.close());
`;

const measureEnd = async (stop: () => Promise<void>) => {
	const start = performance.now();
	await stop();
	return performance.now() - start;
};

describe('`astro preview`', () => {
	let live: LiveSite;
	beforeAll(async () => {
		live = await buildLiveSite(WHEN_TOLD);
	});
	afterAll(() => live.remove());

	it('follows what is decided, and ends at once', async () => {
		const CHOOSE_STATE = await live.makeFolder();
		const options = { FIXTURE_OPTIONS: JSON.stringify(WHEN_TOLD), CHOOSE_STATE, CHOOSE_SECRET };
		const { url, stop } = await live.site.start('preview', { ...live.env, ...options });
		for (const headline of ['First', 'Second']) {
			await live.change(url, { hero: { headline } });
			for (const path of ['/', '/now']) await showsHero(url, headline, { path });
		}
		await switchTo('off', url);
		expect(await readHero(url)).toBe('Default hero');
		expect(await measureEnd(stop)).toBeLessThan(SOON_ENDED);
	});

	it('ends like the server, which does after rendering too', async () => {
		const { url, stop } = await live.serve();
		await live.change(url, { hero: { headline: 'Before the end' } });
		await showsHero(url, 'Before the end');
		expect(await measureEnd(stop)).toBeLessThan(SOON_ENDED);
	});
});

describe("`mode: 'middleware'` below a base", () => {
	let live: LiveSite;
	const mount = async (site: FixtureSite) => {
		const config = await site.read('astro.config.mjs');
		await site.write(
			'astro.config.mjs',
			config
				.replace("mode: 'standalone'", "mode: 'middleware'")
				.replace('site:', "base: '/docs', site:"),
		);
		await site.write('server.mjs', SERVER);
	};
	beforeAll(async () => {
		live = await buildLiveSite(WHEN_TOLD, mount);
	});
	afterAll(() => live.remove());

	const serve = async (env: object = {}) => {
		const CHOOSE_STATE = await live.makeFolder();
		const server = startNode(['server.mjs'], {
			cwd: live.site.root,
			env: { ...live.env, CHOOSE_STATE, CHOOSE_SECRET, ...env },
		});
		const [, url = ''] = await server.waitFor(/at (http:\S+)/);
		return { url, stop: server.stop, output: server.output };
	};
	const readBoth = async (url: string) => [
		await readHero(url, '/docs/'),
		await readHero(url, '/docs/now'),
	];

	it('is controlled below the base, and there alone', async () => {
		const { url, stop } = await serve();
		const site = `${url}/docs/`;
		// The owner's server listens before Choose was asked; nobody is answered before.
		expect(await readBoth(url)).toEqual(['Pro hero', 'Pro hero']);
		await live.decide({ hero: { headline: 'Edited' } });
		expect((await refresh(site)).changed).toEqual(['hero']);
		await expect.poll(() => readBoth(url), SOON).toEqual(['Edited', 'Edited']);
		expect((await readShown(site, 'hero', 'pro')).pages).toEqual({ rendered: 1, of: 1 });
		await switchTo('off', site, 'hero');
		expect(await readBoth(url)).toEqual(['Default hero', 'Default hero']);
		await switchTo('on', site, 'hero');
		await expect.poll(() => readBoth(url), SOON).toEqual(['Edited', 'Edited']);
		await expect(refresh(`${url}/`)).rejects.toThrow('404: of the owner');
		await stop();
	});

	it('lets the process of its owner end by itself', async () => {
		const { url, stop, output } = await serve();
		await live.decide({ hero: { headline: 'Rendered before the end' } });
		await refresh(`${url}/docs/`);
		await expect.poll(() => readBoth(url), SOON).toEqual(Array(2).fill('Rendered before the end'));
		expect(await measureEnd(stop), output()).toBeLessThan(SOON_ENDED);
	});
});
