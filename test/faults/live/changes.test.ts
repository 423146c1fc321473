import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
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
import { sendVisitor } from '../../support/visits.js';

describe('a change in Choose', () => {
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

	it('reaches product lists and flags', async () => {
		const { url } = await live.serve();
		await live.change(url, {
			'best-sellers': { label: 'New sellers', products: [{ title: 'New shoe', price: '1' }] },
			checkout: { express: false },
		});
		const shown = async () => readText((await ask(url, '/shop/', { headers: PRO })).text);
		await expect.poll(shown, SOON).toEqual({ hero: '', label: 'New sellers', checkout: 'Later' });
		expect(await readHero(url)).toBe('Pro hero');
	});

	it('reaches visitors who were shown a default, and may ask for it again', async () => {
		const { url } = await live.serve();
		for (const hero of [null, { headline: 'Something' }, null]) {
			await live.change(url, { hero });
			await showsHero(url, hero?.headline ?? 'Default hero');
		}
	});

	it('is a hit like every other page, and has its own tag', async () => {
		const { url } = await live.serve();
		const before = await ask(url, '/', { headers: PRO });
		await live.change(url, { hero: { headline: 'Tagged' } });
		await showsHero(url, 'Tagged');
		const after = await ask(url, '/', { headers: PRO });
		expect(after.headers).toMatchObject({
			'cache-control': 'private, no-cache',
			'cache-status': 'choose; hit',
			vary: before.headers.vary,
			'content-type': before.headers['content-type'],
		});
		const { etag: old = '' } = before.headers;
		const { etag = '' } = after.headers;
		expect(etag).not.toBe(old);
		const askWith = async (tag: string) =>
			(await ask(url, '/', { headers: { ...PRO, 'if-none-match': tag } })).status;
		expect([await askWith(old), await askWith(etag)]).toEqual([200, 304]);
	});

	it.each(['br', 'gzip'])('is served compressed by %s, with the same text', async (coding) => {
		const { url } = await live.serve();
		await live.change(url, { hero: { headline: `In ${coding}` } });
		await showsHero(url, `In ${coding}`);
		const headers = { ...PRO, 'accept-encoding': coding };
		const compressed = () => ask(url, '/', { headers });
		await expect
			.poll(async () => (await compressed()).headers['content-encoding'], SOON)
			.toBe(coding);
		const [plain, { text }] = [await ask(url, '/', { headers: PRO }), await compressed()];
		expect(text).toBe(plain.text);
	});

	it('is the same page as a build would have made of it', async () => {
		const { url } = await live.serve();
		const built = await ask(url, '/', { headers: PRO });
		await live.change(url, { hero: { headline: 'Another' } });
		await showsHero(url, 'Another');
		await live.change(url, {});
		await showsHero(url, 'Pro hero');
		const again = await ask(url, '/', { headers: PRO });
		expect(again.text).toBe(built.text);
		expect(again.headers.etag).toBe(built.headers.etag);
		await live.change(url, { hero: { headline: 'Another' } });
		await showsHero(url, 'Another');
		const { text } = await ask(url, '/', { headers: PRO });
		expect(text).toBe(built.text.replaceAll('Pro hero', 'Another'));
	});

	it('lets nobody wait, and shows no page of neither', async () => {
		const { url } = await live.serve();
		const visitor = sendVisitor(url, ['/', '/shop/', '/now'], PRO);
		const headlines = ['Pro hero', 'First', 'Second', 'Third'];
		for (const headline of headlines.slice(1)) {
			await live.change(url, { hero: { headline } });
			await showsHero(url, headline);
			await visitor.seesAll();
		}
		const visits = await visitor.leave();
		for (const path of ['/', '/now']) {
			const seen = visits.filter((visit) => visit.path === path).map(({ text }) => readText(text));
			// One after the other, and never back.
			const changes = seen.map(({ hero }) => hero).filter((hero, at, all) => hero !== all[at - 1]);
			expect(changes, path).toEqual(headlines);
		}
		const labels = visits.filter(({ path }) => path === '/shop/').map(({ text }) => text);
		expect(new Set(labels).size).toBe(1);
	});
});

describe('a change that Choose does not make for good', () => {
	let live: LiveSite;
	beforeAll(async () => {
		live = await buildLiveSite();
	});
	afterEach(async () => {
		await live.endAll();
		await live.misbehave({});
		await live.decide({});
	});
	afterAll(() => live.remove());

	it('is seen without a refresh, and, when it takes a choice back, believed after two replies without it', async () => {
		const { url } = await live.serve();
		await live.decide({ hero: { headline: 'Steady' } });
		await showsHero(url, 'Steady');
		const visitor = sendVisitor(url, ['/'], PRO);

		const before = await live.countReplies();
		await live.misbehave({ emptyFor: ['hero'] });
		await expect.poll(live.countReplies, { timeout: 10_000, interval: 10 }).toBeGreaterThan(before);
		await live.misbehave({});
		// More than one reply without it would be no proof.
		expect(await live.countReplies()).toBe(before + 1);
		await live.replied(2);
		await visitor.seesAll();
		const seen = (await visitor.leave()).map(({ text }) => readText(text).hero);
		expect(new Set(seen)).toEqual(new Set(['Steady']));

		const start = await live.countReplies();
		await live.misbehave({ emptyFor: ['hero'] });
		await showsHero(url, 'Default hero');
		expect((await live.countReplies()) - start).toBeGreaterThanOrEqual(2);
		await live.misbehave({});
		await showsHero(url, 'Steady');
	});

	it('is, when it takes most choices back at once, believed after five', async () => {
		const { url } = await live.serve();
		expect(await readHero(url)).toBe('Pro hero');
		await live.replied(1);
		const start = await live.countReplies();
		const emptyFor = Object.keys(BUILT.pro!).filter((name) => name !== 'beacon');
		await live.misbehave({ emptyFor });
		await showsHero(url, 'Default hero', { patience: { timeout: 30_000, interval: 50 } });
		expect((await live.countReplies()) - start).toBeGreaterThanOrEqual(5);
		await live.misbehave({});
		await showsHero(url, 'Pro hero');
	});
});

describe('a server built with `live: false`', () => {
	it('serves what was built, and asks nobody', async () => {
		const live = await buildLiveSite({ live: false });
		try {
			const { arrived } = live.line;
			const { url } = await live.serve();
			await live.decide({ hero: { headline: 'Not here' } });
			for (let round = 0; round < 20; round++) {
				for (const path of ['/', '/now']) expect(await readHero(url, path)).toBe('Pro hero');
				const { text } = await ask(url, '/shop/', { headers: PRO });
				expect(readText(text)).toMatchObject({ label: 'Pro sellers', checkout: 'Express' });
			}
			expect(live.line.arrived).toBe(arrived);
		} finally {
			await live.remove();
		}
	});
});
