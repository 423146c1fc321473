import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { refresh } from '../../support/control.js';
import {
	buildLiveSite,
	PRO,
	readHero,
	readText,
	showsHero,
	WHEN_TOLD,
	type LiveSite,
} from '../../support/live-site.js';
import { sendVisitor } from '../../support/visits.js';

describe('a page that cannot be rendered as it was decided', () => {
	let live: LiveSite;
	beforeAll(async () => {
		live = await buildLiveSite({ ...WHEN_TOLD, live: { swapWithin: 1 } });
	});
	afterEach(async () => {
		await live.endAll();
		await live.decide({});
	});
	afterAll(() => live.remove());

	const readLabel = async (url: string) =>
		readText((await ask(url, '/shop/', { headers: PRO })).text).label;

	it('stays as it was, while others follow, and an error names it once', async () => {
		const { url, process } = await live.serve();
		await live.change(url, { hero: { headline: 'Before' } });
		await showsHero(url, 'Before');
		const visitor = sendVisitor(url, ['/', '/shop/'], PRO);

		await live.change(url, {
			hero: { headline: 'Unshowable' },
			'best-sellers': {
				label: 'Newer sellers',
				products: [{ title: 'Newer shoe', price: '90.0' }],
			},
		});
		await expect
			.poll(() => readLabel(url), { timeout: 20_000, interval: 50 })
			.toBe('Newer sellers');
		await showsHero(url, 'Unshowable', { path: '/now' });
		// Each refresh might have it tried again.
		for (const _again of [1, 2]) await refresh(url);
		await visitor.seesAll();
		expect(await readHero(url)).toBe('Before');

		await live.change(url, { hero: { headline: 'After' } });
		await showsHero(url, 'After');
		await visitor.seesAll();
		const visits = await visitor.leave();
		const seen = visits.filter(({ path }) => path === '/').map(({ text }) => readText(text).hero);
		const changes = seen.filter((hero, at) => hero !== seen[at - 1]);
		expect(changes).toEqual(['Before', 'After']);
		const errors = process
			.output()
			.split('\n')
			.filter((line) => line.includes('[ERROR] [choose'));
		expect(errors).toHaveLength(1);
		expect(errors[0]).toMatch(/[\s"'`(]\/(?:[\s"'`):,;.]|$)/);
	});

	it('is not rendered for others either, who see what they saw', async () => {
		const { url } = await live.serve();
		await live.change(url, { hero: { headline: 'Unshowable' } });
		await showsHero(url, 'Unshowable', { path: '/now' });
		expect(await readHero(url)).toBe('Pro hero');
		expect(await readHero(url, '/', { cookie: 'plan=student' })).toBe('Student hero');
		expect(await readHero(url, '/', {})).toBe('Default hero');
	});
});
