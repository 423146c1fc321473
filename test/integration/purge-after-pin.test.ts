import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refresh, runBuiltCli, SECRET } from '../support/control.js';
import type { ServedSite } from '../support/fixture.js';
import { buildLiveSite, LATER, readHero, type LiveSite } from '../support/live-site.js';
import { startPurgeReceiver, type PurgeReceiver } from '../support/purge-receiver.js';

const TOKEN = 'the-token-of-the-cdn-under-test';

describe('a CDN in front of a site that is put back to its past', () => {
	let live: LiveSite;
	let receiver: PurgeReceiver;
	let served: ServedSite;
	let state: string;
	let past: string;

	const run = async (...args: string[]) => {
		const ran = await runBuiltCli(args, { cwd: live.site.root, env: { CHOOSE_STATE: state } });
		expect(ran.code, ran.stderr).toBe(0);
	};
	const showsHero = (headline: string) =>
		expect.poll(() => readHero(served.url), LATER).toBe(headline);
	/** Waits for the tags that are purged next. */
	const purged = async (before: number) => {
		await expect.poll(() => receiver.calls.length, LATER).toBeGreaterThan(before);
		return receiver.calls.slice(before).flat();
	};

	beforeAll(async () => {
		live = await buildLiveSite({ maxAge: 3_600, edge: { maxAge: 60, swr: 600 } });
		state = await live.makeFolder();
		receiver = await startPurgeReceiver(TOKEN);
		served = await live.serve({
			CHOOSE_SECRET: SECRET,
			CHOOSE_STATE: state,
			CHOOSE_PURGE_URL: receiver.url,
			CHOOSE_PURGE_TOKEN: TOKEN,
		});
	});
	afterAll(async () => {
		await receiver.close();
		await live.remove();
	});

	it('is told to forget what is decided anew', async () => {
		await expect.poll(() => receiver.calls, LATER).toEqual([['choose']]);
		await showsHero('Pro hero');
		past = new Date().toISOString();
		await live.decide({ hero: { headline: 'Newer hero' } });
		await refresh(served.url);
		await showsHero('Newer hero');
		await expect.poll(() => receiver.calls.slice(1), LATER).toEqual([['choose-hero']]);
	});

	it('is told to forget what a pin changes, once the site shows it', async () => {
		const before = receiver.calls.length;
		await run('pin', '--at', past);
		expect(await purged(before)).toEqual(['choose-hero']);
		expect(await readHero(served.url)).toBe('Pro hero');
	});

	it('is told again when the site comes back to the present', async () => {
		const before = receiver.calls.length;
		await run('unpin');
		expect(await purged(before)).toEqual(['choose-hero']);
		expect(await readHero(served.url)).toBe('Newer hero');
	});
});
