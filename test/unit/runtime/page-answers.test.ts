import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveRenderError } from '../../../integration/src/runtime/live-renderer-types.js';
import { createLiveSite } from './live-site.js';

const HIT = 'choose; hit';
const STALE = 'choose; hit; detail=stale';
const DEFAULT = 'choose; fwd=miss; detail=default';

describe('an audience gets', () => {
	it('the default while its first variant is rendered, and is told when that is done', async () => {
		const site = createLiveSite({ pro: { one: 'A' } });
		const first = site.ask('one.html', 'pro');
		expect(first).toMatchObject({ shown: 'default of one', status: DEFAULT });
		await first.rendered;
		expect(site.ask('one.html', 'pro')).toEqual({
			shown: 'one: A',
			status: HIT,
			rendered: undefined,
		});
	});

	it('the variant of the epoch before for as long as the new one is rendered, and nobody waits', async () => {
		const site = createLiveSite({ pro: { one: 'A' } });
		await site.ask('one.html', 'pro').rendered;
		site.ask('one.html', 'pro');
		site.swap({ pro: { one: 'B' } });
		const go = site.renderer.hold();
		const stale = { shown: 'one: A', status: STALE, rendered: undefined };
		expect(site.ask('one.html', 'pro')).toEqual(stale);
		site.swap({ pro: { one: 'C' } });
		expect(site.ask('one.html', 'pro')).toEqual(stale);
		go();
		await site.settled();
		expect(site.ask('one.html', 'pro')).toMatchObject({ shown: 'one: C', status: HIT });
	});

	it('what its decisions of before have, if it comes to a page for the first time after a change, and keeps it', async () => {
		const site = createLiveSite({ pro: { one: 'A' }, social: { one: 'A' } });
		await site.ask('one.html', 'pro').rendered;
		site.swap({ pro: { one: 'B' }, social: { one: 'B' } });
		site.renderer.hold();
		const stale = { shown: 'one: A', status: STALE };
		expect(site.ask('one.html', 'social')).toMatchObject(stale);
		site.swap({ pro: { one: 'C' }, social: { one: 'C' } });
		expect(site.ask('one.html', 'social')).toMatchObject(stale);
	});

	it('the newer of what it saw and what it would have seen since', async () => {
		const both = (one: string) => ({ pro: { one }, social: { one } });
		const site = createLiveSite(both('A'));
		await site.ask('one.html', 'social').rendered;
		site.ask('one.html', 'social');
		site.swap(both('B'));
		site.ask('one.html', 'pro');
		await site.settled();
		site.swap(both('C'));
		site.renderer.hold();
		expect(site.ask('one.html', 'social')).toMatchObject({ shown: 'one: B', status: STALE });
	});

	it('one rendering, however many ask', async () => {
		const site = createLiveSite({ pro: { one: 'A' }, social: { one: 'A' } });
		const asked = ['pro', 'social', 'pro social', 'social pro'].map((names) =>
			site.ask('one.html', names),
		);
		for (const { rendered } of asked) await rendered;
		expect(site.renderer.rendered).toEqual(['one: A']);
		expect(site.ask('one.html', 'social pro')).toMatchObject({ shown: 'one: A', status: HIT });
	});

	it('a variant that was known earlier, without rendering it again', async () => {
		const site = createLiveSite({ pro: { one: 'A' } });
		await site.ask('one.html', 'pro').rendered;
		site.swap({});
		expect(site.ask('one.html', 'pro')).toMatchObject({ shown: 'default of one', status: HIT });
		site.swap({ pro: { one: 'A' } });
		expect(site.ask('one.html', 'pro')).toMatchObject({ shown: 'one: A', status: HIT });
		expect(site.renderer.rendered).toEqual(['one: A']);
	});

	it.each(['all', new Set(['one'])] as const)(
		'no moment of what was switched off (%s)',
		async (off) => {
			const site = createLiveSite({ pro: { one: 'A' } });
			await site.ask('one.html', 'pro').rendered;
			site.swap({ pro: { one: 'A' } }, off);
			site.renderer.hold();
			expect(site.ask('one.html', 'pro').shown).toBe('default of one');
		},
	);

	it('no moment of what has expired, even if its page cannot be rendered without', async () => {
		const site = createLiveSite({ pro: { one: 'A' } });
		await site.ask('one.html', 'pro').rendered;
		site.swap({ pro: {} }, undefined, ['one']);
		site.pages.all[0]!.find = () => undefined;
		expect(site.ask('one.html', 'pro').shown).toBe('default of one');
	});

	it('nothing of before what was switched off and on again, while its page is rendered', async () => {
		const site = createLiveSite({ pro: { one: 'wrong' } });
		await site.ask('one.html', 'pro').rendered;
		site.ask('one.html', 'pro');
		site.swapAtOnce({ pro: { one: 'wrong' } }, 'all');
		site.swapAtOnce({ pro: { one: 'right' } });
		const go = site.renderer.hold();
		expect(site.ask('one.html', 'pro').shown).toBe('default of one');
		site.swap({ pro: { one: 'right again' } });
		expect(site.ask('one.html', 'pro').shown).toBe('default of one');
		go();
		await site.settled();
		expect(site.ask('one.html', 'pro').shown).toBe('one: right again');
	});

	it('its page in the end, however many are waiting', async () => {
		const names = Array.from({ length: 1_100 }, (_, number) => `one-${number}`);
		const site = createLiveSite({ pro: { one: 'A' } }, names);
		const askAll = () => names.map((name) => site.ask(`${name}.html`, 'pro').status);
		askAll();
		await site.settled();
		askAll();
		await site.settled();
		expect(new Set(askAll())).toEqual(new Set([HIT]));
		expect(site.renderer.rendered).toHaveLength(1_100);
	});

	it('the rest of what it saw while something else is switched off', async () => {
		const site = createLiveSite({ pro: { one: 'A', two: 'Z' } });
		await site.ask('one.html', 'pro').rendered;
		site.swap({ pro: { one: 'B', two: 'Z' } }, new Set(['two']));
		site.renderer.hold();
		expect(site.ask('one.html', 'pro')).toMatchObject({ shown: 'one: A', status: STALE });
	});

	it('a new rendering where bytes were lost', async () => {
		const site = createLiveSite({ pro: { one: 'A' } });
		await site.ask('one.html', 'pro').rendered;
		const [page] = site.pages.all;
		site.pages.dropBody(page!, page!.variants[1]!.body);
		site.pages.dropBody(page!, page!.variants[0]!.body);
		expect(page!.variants).toHaveLength(1);
		await site.ask('one.html', 'pro').rendered;
		expect(site.renderer.rendered).toEqual(['one: A', 'one: A']);
	});
});

describe('a page that cannot be rendered', () => {
	beforeEach(() => {
		vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
	});
	afterEach(() => {
		vi.useRealTimers();
	});

	const lose = async (error: Error) => {
		const site = createLiveSite({ pro: { one: 'A' } });
		await site.ask('one.html', 'pro').rendered;
		site.renderer.failures.set('one: B', error);
		site.swap({ pro: { one: 'B' } });
		site.ask('one.html', 'pro');
		await site.settled();
		return site;
	};

	it('keeps its variant before, says why once, and is tried again later and later', async () => {
		const site = await lose(new Error('it throws.'));
		for (const wait of [1_000, 2_000, 4_000]) {
			expect(site.ask('one.html', 'pro')).toMatchObject({ shown: 'one: A', status: STALE });
			const before = site.renderer.rendered.length;
			await vi.advanceTimersByTimeAsync(wait - 1);
			site.ask('one.html', 'pro');
			expect(site.renderer.rendered).toHaveLength(before);
			await vi.advanceTimersByTimeAsync(1);
			site.ask('one.html', 'pro');
			await site.settled();
			expect(site.renderer.rendered).toHaveLength(before + 1);
		}
		expect(site.errors).toEqual([
			'/one could not be rendered live: it throws. Its variant before is kept, or its default.',
		]);
		site.renderer.failures.clear();
		await vi.advanceTimersByTimeAsync(8_000);
		site.ask('one.html', 'pro');
		await site.settled();
		expect(site.ask('one.html', 'pro')).toMatchObject({ shown: 'one: B', status: HIT });
	});

	it('is not tried at all for as long as none can be, of which the renderer tells', async () => {
		const site = await lose(
			new LiveRenderError('the bundle is gone.', { isFinal: true, isGeneral: true }),
		);
		for (const one of ['C', 'D', 'E']) {
			site.swap({ pro: { one } });
			site.ask('one.html', 'pro');
			await site.prepare(site.table(), new AbortController().signal);
		}
		expect(site.renderer.rendered).toEqual(['one: A', 'one: B']);
		expect(site.errors).toEqual([]);
		expect(site.ask('one.html', 'pro')).toMatchObject({ shown: 'one: A', status: STALE });
		await vi.advanceTimersByTimeAsync(300_000);
		site.ask('one.html', 'pro');
		await site.settled();
		expect(site.ask('one.html', 'pro')).toMatchObject({ shown: 'one: E', status: HIT });
	});

	it('is left alone for minutes when trying again is useless, and other decisions are not', async () => {
		const site = await lose(new LiveRenderError('there is no such image.', { isFinal: true }));
		await vi.advanceTimersByTimeAsync(60_000);
		site.ask('one.html', 'pro');
		await site.settled();
		expect(site.renderer.rendered).toEqual(['one: A', 'one: B']);
		site.swap({ pro: { one: 'C' } });
		site.ask('one.html', 'pro');
		await site.settled();
		expect(site.ask('one.html', 'pro')).toMatchObject({ shown: 'one: C', status: HIT });
	});
});

describe('preparing an epoch', () => {
	it('renders what is missing, the most used page first, for each segment and those who visit', async () => {
		const site = createLiveSite();
		for (let visit = 0; visit < 3; visit++) site.ask('two.html', 'pro social');
		site.ask('one.html', '');
		site.swap({ pro: { one: 'P' }, social: { one: 'S', two: 'T' } });
		await site.prepare(site.table(), new AbortController().signal);
		expect(site.renderer.rendered).toEqual(['two: T', 'one: P', 'one: S']);
		expect(site.ask('two.html', 'pro social')).toMatchObject({ shown: 'two: T', status: HIT });
		await site.prepare(site.table(), new AbortController().signal);
		expect(site.renderer.rendered).toHaveLength(3);
	});

	it('gives way to what visitors ask for', async () => {
		const site = createLiveSite();
		site.ask('one.html', '');
		site.swap({ pro: { one: 'P', two: 'Q' }, social: { one: 'S', two: 'T' } });
		const go = site.renderer.hold();
		const prepared = site.prepare(site.table(), new AbortController().signal);
		await site.begun();
		site.ask('two.html', 'social');
		go();
		await prepared;
		expect(site.renderer.rendered.slice(0, 2)).toEqual(['one: P', 'two: T']);
	});

	it('and visitors let go of what other decisions have replaced', async () => {
		const names = Array.from({ length: 20 }, (_, number) => `one-${number}`);
		const site = createLiveSite({ pro: { one: 'A' } }, names);
		const go = site.renderer.hold();
		const asked = names.map((name) => site.ask(`${name}.html`, 'pro').rendered);
		site.swap({ pro: { one: 'B' } });
		const last = site.ask('one-19.html', 'pro').rendered;
		go();
		for (const rendered of [...asked, last]) await rendered;
		expect(site.renderer.rendered).toEqual(['one: A', 'one: B']);
		expect(site.ask('one-19.html', 'pro')).toMatchObject({ shown: 'one: B', status: HIT });
	});

	it('ends when it is told to', async () => {
		const site = createLiveSite({ pro: { one: 'P', two: 'Q' } });
		const ended = new AbortController();
		const go = site.renderer.hold();
		const prepared = site.prepare(site.table(), ended.signal);
		await site.begun();
		ended.abort();
		go();
		await prepared;
		expect(site.renderer.rendered).toHaveLength(1);
	});

	it('leaves a private segment to its visitors, whose pages are kept in memory only', async () => {
		const site = createLiveSite({ staff: { one: 'secret' } });
		await site.prepare(site.table(), new AbortController().signal);
		expect(site.renderer.rendered).toEqual([]);
		await site.ask('one.html', 'staff').rendered;
		expect(site.livePages.size.disk).toBe(0);
		expect(site.ask('one.html', 'staff').shown).toBe('one: secret');
	});
});
