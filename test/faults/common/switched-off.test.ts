import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import {
	buildLiveSite,
	PRO,
	readHero,
	readText,
	showsHero,
	SOON,
	type LiveSite,
} from '../../support/live-site.js';
import { startRecorder } from '../../support/recorder.js';

/** A list without products shows nothing. */
const DEFAULTS = { hero: 'Default hero', label: '', checkout: 'Later' };
const AS_BUILT = { hero: 'Pro hero', label: 'Pro sellers', checkout: 'Express' };

/** What all pages show a visitor of the segment `pro`, in one; those two that show a headline agree. */
async function readAll(url: string) {
	const [home, shop, now] = await Promise.all(
		['/', '/shop/', '/now'].map((path) => ask(url, path, { headers: PRO })),
	);
	expect([home!.status, shop!.status, now!.status]).toEqual([200, 200, 200]);
	const { hero } = readText(home!.text);
	expect(readText(now!.text).hero).toBe(hero);
	const { label, checkout } = readText(shop!.text);
	return { hero, label, checkout };
}

// It asks Choose every second, unless it was told not to.
describe('a server', () => {
	let live: LiveSite;
	beforeAll(async () => {
		live = await buildLiveSite();
	});
	afterEach(async () => {
		await live.endAll();
		await live.decide({});
	});
	afterAll(() => live.remove());

	it.each([
		['a page whose headline it is', '/'],
		['a page rendered on demand', '/now'],
	])('shows a change in Choose to visitors of %s', async (_name, path) => {
		const { url } = await live.serve();
		expect(await readHero(url, path)).toBe('Pro hero');
		await live.decide({ hero: { headline: 'A new <hero> & "co"' } });
		await showsHero(url, 'A new &lt;hero&gt; &amp; &quot;co&quot;', { path });
		expect(await readHero(url, path, {})).toBe('Default hero');
		expect(await readHero(url, path, { cookie: 'plan=student' })).toBe('Student hero');
	});

	it('with `CHOOSE_DISABLED=1` shows everybody every default', async () => {
		const { url } = await live.serve({ CHOOSE_DISABLED: '1' });
		expect(await readAll(url)).toEqual(DEFAULTS);
		await live.decide({ hero: { headline: 'Not here' } });
		// Another server shows that there was time enough.
		const other = await live.serve();
		await showsHero(other.url, 'Not here');
		await live.replied(2);
		expect(await readAll(url)).toEqual(DEFAULTS);
	});

	it('without it shows what was decided again', async () => {
		const CHOOSE_STATE = await live.makeFolder();
		const off = await live.serve({ CHOOSE_STATE, CHOOSE_DISABLED: '1' });
		expect(await readAll(off.url)).toEqual(DEFAULTS);
		await off.stop();
		const { url } = await live.serve({ CHOOSE_STATE });
		await expect.poll(() => readAll(url), SOON).toEqual(AS_BUILT);
	});

	it('with it leaves the asking, and the history, to the process beside it', async () => {
		const CHOOSE_STATE = await live.makeFolder();
		const off = await live.serve({ CHOOSE_STATE, CHOOSE_DISABLED: '1' });
		const { url } = await live.serve({ CHOOSE_STATE });
		await live.decide({ hero: { headline: 'Shown' } });
		await showsHero(url, 'Shown');
		const readLog = () => readFile(join(CHOOSE_STATE, 'decisions.ndjson'), 'utf8');
		await expect.poll(readLog, SOON).toContain('"reason":"choice"');
		expect(await readLog()).not.toContain('"off"');
		expect(await readAll(off.url)).toEqual(DEFAULTS);
	});

	it('without a key serves what was built, says so once, and asks nobody', async () => {
		const line = await startRecorder(live.emulator.url);
		const { url, process } = await live.serve({
			INTEMPT_API_KEY: undefined,
			INTEMPT_API_URL: line.url,
		});
		expect(await readAll(url)).toEqual(AS_BUILT);
		await live.decide({ hero: { headline: 'Not here' } });
		const other = await live.serve();
		await showsHero(other.url, 'Not here');
		await live.replied(2);
		expect(await readAll(url)).toEqual(AS_BUILT);
		expect(line.arrived).toBe(0);
		await line.close();
		expect(process.output().match(/INTEMPT_API_KEY/g)).toHaveLength(1);
	});
});
