import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { refresh } from '../../support/control.js';
import { readTree, type ServedSite } from '../../support/fixture.js';
import {
	buildLiveSite,
	PRO,
	readHero,
	showsHero,
	SOON,
	WHEN_TOLD,
	type LiveSite,
} from '../../support/live-site.js';

describe('a server that starts again while Choose is down', () => {
	let live: LiveSite;
	beforeAll(async () => {
		live = await buildLiveSite(WHEN_TOLD);
	});
	afterEach(async () => {
		await live.endAll();
		await live.misbehave({});
		await live.decide({});
	});
	afterAll(() => live.remove());

	/** Serves, changes the headline, ends the server in this way, and serves again without Choose. */
	const restart = async (
		state: string | undefined,
		headline: string,
		end: (server: ServedSite) => Promise<unknown>,
	): Promise<ServedSite> => {
		const env = { CHOOSE_STATE: state };
		const before = await live.serve(env);
		await live.change(before.url, { hero: { headline } });
		for (const path of ['/', '/now']) await showsHero(before.url, headline, { path });
		await end(before);
		await live.misbehave({ fail: 503 });
		return live.serve(env);
	};
	const stop = (server: ServedSite) => server.stop();
	const killWhenKept = (folder: string) => async (server: ServedSite) => {
		// Nobody writes to the disk while a visitor waits.
		const readKept = () => readFile(join(folder, 'snapshots.json'), 'utf8').catch(() => '');
		await expect.poll(readKept, SOON).toContain('Kept');
		server.process.child.kill('SIGKILL');
		await once(server.process.child, 'close');
	};

	it.each([
		['stopped', () => stop],
		['killed', killWhenKept],
	])('shows what it last knew, if it was %s', async (_name, endWith) => {
		const folder = await live.makeFolder();
		const { url } = await restart(folder, 'Kept', endWith(folder));
		expect(await readHero(url, '/now')).toBe('Kept');
		// Rendering it again may take longer than a start waits.
		await showsHero(url, 'Kept');
		const { headers } = await ask(url, '/', { headers: PRO });
		expect(headers['cache-status']).toBe('choose; hit');
		await live.misbehave({});
		await live.change(url, { hero: { headline: 'Next' } });
		await showsHero(url, 'Next');
	});

	it('keeps it beside the server', async () => {
		const { url } = await restart(undefined, 'Beside', stop);
		await showsHero(url, 'Beside');
		expect(existsSync(join(live.site.root, 'dist/server/choose-state/snapshots.json'))).toBe(true);
	});

	it('keeps it in the folder that `CHOOSE_STATE` names, from the working directory', async () => {
		const { url } = await restart('var/state', 'Elsewhere', stop);
		await showsHero(url, 'Elsewhere');
		expect(existsSync(join(live.site.root, 'var/state/snapshots.json'))).toBe(true);
	});

	it('starts with what was built if all of it is damaged', async () => {
		const folder = await live.makeFolder();
		const { url } = await restart(folder, 'Damaged', async (server) => {
			await server.stop();
			for (const file of (await readTree(folder)).keys()) {
				await writeFile(join(folder, file), '{"cut sho');
			}
		});
		// The file that is no JSON is no decision: the build's are the newest there are.
		expect(await readHero(url)).toBe('Pro hero');
		await live.misbehave({});
		await refresh(url);
		await showsHero(url, 'Damaged');
	});

	it('goes on in memory where nothing can be written, and forgets it', async () => {
		const file = join(await live.makeFolder(), 'file');
		await writeFile(file, '');
		const state = join(file, 'state');
		const { url, process } = await restart(state, 'In memory', stop);
		expect(await readHero(url)).toBe('Pro hero');
		const naming = process
			.output()
			.split('\n')
			.filter((line) => line.includes(state));
		expect(naming).toHaveLength(1);
		await live.misbehave({});
		await refresh(url);
		await showsHero(url, 'In memory');
	});
});
