import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import {
	readShown,
	readStatus,
	refresh,
	runBuiltCli,
	SECRET,
	switchTo,
} from '../../support/control.js';
import {
	BUILT,
	buildLiveSite,
	PRO,
	readHero,
	readText,
	showsHero,
	SOON,
	WHEN_TOLD,
	type LiveSite,
} from '../../support/live-site.js';

const AS_BUILT = { home: 'Pro hero', now: 'Pro hero', label: 'Pro sellers', checkout: 'Express' };
const DEFAULTS = { home: 'Default hero', now: 'Default hero', label: '', checkout: 'Later' };

/** What a visitor of the segment `pro` is shown now, on every page. */
async function readAll(url: string) {
	const [home, shop, now] = await Promise.all(
		['/', '/shop/', '/now'].map((path) => ask(url, path, { headers: PRO })),
	);
	const { label, checkout } = readText(shop!.text);
	return { home: readText(home!.text).hero, now: readText(now!.text).hero, label, checkout };
}

describe('a running server that is controlled', () => {
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

	const serveTwo = async () => {
		const CHOOSE_STATE = await live.makeFolder();
		const first = await live.serve({ CHOOSE_STATE });
		const second = await live.serve({ CHOOSE_STATE });
		return { first, second, CHOOSE_STATE };
	};
	const soonShows = (url: string, shown: object) =>
		expect.poll(() => readAll(url), { timeout: 5_000, interval: 25 }).toEqual(shown);

	it('shows an edit after a refresh, and names what has changed', async () => {
		const { url } = await live.serve();
		await live.decide({ hero: { headline: 'Edited' }, checkout: { express: false } });
		await expect.poll(() => readAll(url), SOON).toEqual(AS_BUILT);
		const answer = await refresh(url);
		await expect
			.poll(() => readAll(url), SOON)
			.toEqual({
				...AS_BUILT,
				home: 'Edited',
				now: 'Edited',
				checkout: 'Later',
			});
		expect(answer).toMatchObject({
			failed: 0,
			problems: [],
			changed: ['checkout', 'hero'],
			scope: 'machine',
		});
		expect((await refresh(url)).changed).toEqual([]);
	});

	it('refreshes one experience, and leaves others for later', async () => {
		const { url } = await live.serve();
		await live.decide({ hero: { headline: 'Edited' }, checkout: { express: false } });
		expect((await refresh(url, 'checkout')).changed).toEqual(['checkout']);
		await expect.poll(() => readAll(url), SOON).toEqual({ ...AS_BUILT, checkout: 'Later' });
		expect((await refresh(url)).changed).toEqual(['hero']);
		await expect.poll(() => readAll(url), SOON).toMatchObject({ home: 'Edited', now: 'Edited' });
	});

	it('takes at once that most choices are gone', async () => {
		const { url } = await live.serve();
		await live.misbehave({ emptyFor: Object.keys(BUILT.pro!).filter((name) => name !== 'beacon') });
		const { changed } = await refresh(url);
		expect(changed).toEqual(['best-sellers', 'checkout', 'hero', 'tip']);
		expect(await readAll(url)).toEqual(DEFAULTS);
	});

	it('shows the edit in the other process too', async () => {
		const { first, second } = await serveTwo();
		for (const [asked, other, headline] of [
			[first, second, 'By the first'],
			[second, first, 'By the second'],
		] as const) {
			await live.decide({ hero: { headline } });
			await refresh(asked.url);
			await expect
				.poll(() => readAll(asked.url), SOON)
				.toMatchObject({ home: headline, now: headline });
			await soonShows(other.url, { ...AS_BUILT, home: headline, now: headline });
		}
	});

	it('is switched off and on, in the other process too, and after a restart', async () => {
		const { first, second, CHOOSE_STATE } = await serveTwo();
		expect(await switchTo('off', first.url)).toEqual({ off: 'all', scope: 'machine' });
		expect(await readAll(first.url)).toEqual(DEFAULTS);
		await soonShows(second.url, DEFAULTS);
		await first.stop();
		const again = await live.serve({ CHOOSE_STATE });
		expect(await readAll(again.url)).toEqual(DEFAULTS);
		expect((await readStatus(again.url)).off).toBe('all');
		expect(await switchTo('on', second.url)).toEqual({ off: [], scope: 'machine' });
		await expect.poll(() => readAll(second.url), SOON).toEqual(AS_BUILT);
		await soonShows(again.url, AS_BUILT);
	});

	it('has one experience switched off, whatever is decided since, and on with what was', async () => {
		const { first, second, CHOOSE_STATE } = await serveTwo();
		const withoutHero = { ...AS_BUILT, home: DEFAULTS.home, now: DEFAULTS.now };
		expect(await switchTo('off', first.url, 'hero')).toEqual({ off: ['hero'], scope: 'machine' });
		expect(await readAll(first.url)).toEqual(withoutHero);
		await soonShows(second.url, withoutHero);
		await live.decide({ hero: { headline: 'Edited' } });
		await refresh(first.url);
		expect(await readAll(first.url)).toEqual(withoutHero);
		await second.stop();
		const again = await live.serve({ CHOOSE_STATE });
		expect(await readAll(again.url)).toEqual(withoutHero);
		await switchTo('on', first.url, 'hero');
		const edited = { ...AS_BUILT, home: 'Edited', now: 'Edited' };
		await soonShows(first.url, edited);
		await soonShows(again.url, edited);
	});

	it('tells truly what is shown, since when, and how much of it is rendered', async () => {
		const { url } = await live.serve();
		await refresh(url);
		const { store, counters } = await readStatus(url);
		expect(store.live).toMatchObject({ variants: 0, disk: 0 });
		expect(counters).toMatchObject({ liveRenders: 0, failedRenders: 0 });
		const before = await readShown(url, 'hero', 'pro');
		expect(before).toMatchObject({ reason: 'choice', pages: { rendered: 1, of: 1 } });

		await live.decide({ hero: { headline: 'Edited' } });
		const start = Date.now();
		await refresh(url);
		await showsHero(url, 'Edited');
		const end = Date.now();
		const after = await readShown(url, 'hero', 'pro');
		expect(after.payload).not.toBe(before.payload);
		for (const time of [after.decided, after.since]) {
			expect(Date.parse(time ?? '')).toBeGreaterThanOrEqual(start);
			expect(Date.parse(time ?? '')).toBeLessThanOrEqual(end);
		}
		expect(after.pages).toEqual({ rendered: 1, of: 1 });
		const changed = await readStatus(url);
		expect(changed.store.prerendered).toBe(store.prerendered);
		expect(changed.store.live.variants).toBe(1);
		expect(changed.counters).toMatchObject({ liveRenders: 1, failedRenders: 0 });

		await live.decide({ hero: { headline: 'Unshowable' } });
		await refresh(url);
		await showsHero(url, 'Unshowable', { path: '/now' });
		expect(await readHero(url)).toBe('Edited');
		expect((await readShown(url, 'hero', 'pro')).pages).toEqual({ rendered: 0, of: 1 });
		expect((await readShown(url, 'hero', 'student')).pages).toEqual({ rendered: 1, of: 1 });
		const failed = (await readStatus(url)).counters;
		expect(failed).toMatchObject({ liveRenders: 1, defaultsInPlace: 0 });
		expect(failed.staleAnswers).toBeGreaterThanOrEqual(1);
		expect(failed.failedRenders).toBeGreaterThanOrEqual(1);
	});

	it('says that a refresh failed, and goes on with what it knew', async () => {
		const { url } = await live.serve();
		await live.misbehave({ fail: 503 });
		await expect(refresh(url)).rejects.toThrow('502');
		await expect.poll(() => readAll(url), SOON).toEqual(AS_BUILT);
	});

	it('is controlled from the command line', async () => {
		const { url } = await live.serve();
		const run = async (...args: string[]) => {
			const cwd = live.site.root;
			const ran = await runBuiltCli([...args, '--url', url], {
				cwd,
				env: { CHOOSE_SECRET: SECRET },
			});
			expect(ran.code, ran.stderr).toBe(0);
			return ran.stdout.toString();
		};
		await live.decide({ hero: { headline: 'Edited' } });
		expect(await run('refresh')).toMatch(/0 failed\. Changed: hero\./);
		await expect.poll(() => readAll(url), SOON).toMatchObject({ home: 'Edited', now: 'Edited' });
		await run('off', '--experience', 'hero');
		expect(await readAll(url)).toMatchObject({ home: 'Default hero', now: 'Default hero' });
		await run('on');
		await expect.poll(() => readAll(url), SOON).toMatchObject({ home: 'Edited', now: 'Edited' });
		expect(JSON.parse(await run('status'))).toMatchObject({ off: [] });
	});

	it('without a secret, or for somebody without it, cannot be controlled', async () => {
		const open = await live.serve({ CHOOSE_SECRET: undefined });
		const closed = await live.serve();
		for (const [{ url }, expected] of [
			[open, 404],
			[closed, 401],
		] as const) {
			const headers = { authorization: 'Bearer of-somebody-else' };
			const { status } = await ask(url, '/_choose/status', { headers });
			expect(status).toBe(expected);
			await showsHero(url, 'Pro hero');
		}
	});
});
