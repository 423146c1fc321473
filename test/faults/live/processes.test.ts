import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readStatus } from '../../support/control.js';
import type { ServedSite } from '../../support/fixture.js';
import {
	buildLiveSite,
	LATER,
	PRO,
	showsHero,
	WHEN_TOLD,
	type LiveSite,
} from '../../support/live-site.js';
import { sendVisitor } from '../../support/visits.js';

/** Far more calls than one server makes, far fewer than two, in the time that one needs for them. */
const REPLIES = 6;

describe('servers on one machine', () => {
	let live: LiveSite;
	beforeAll(async () => {
		live = await buildLiveSite();
	});
	afterEach(async () => {
		await live.endAll();
		await live.decide({});
	});
	afterAll(() => live.remove());

	const serveTwo = async () => {
		const CHOOSE_STATE = await live.makeFolder();
		return [await live.serve({ CHOOSE_STATE }), await live.serve({ CHOOSE_STATE })] as const;
	};

	const kill = async ({ process: { child } }: ServedSite) => {
		child.kill('SIGKILL');
		await once(child, 'close');
	};
	/** They come no closer together than one process makes them. */
	const expectCallsOfOne = async () => {
		// From one reply on.
		await live.replied(1);
		const start = performance.now();
		await live.replied(REPLIES);
		expect(performance.now() - start).toBeGreaterThan(REPLIES * 1_000 * 0.7);
	};

	it('ask Choose as often as one, and both show the change', async () => {
		const [first, second] = await serveTwo();
		const visitors = [first, second].map(({ url }) => sendVisitor(url, ['/', '/now'], PRO));
		await live.decide({ hero: { headline: 'On both' } });
		for (const { url } of [first, second]) {
			for (const path of ['/', '/now']) await showsHero(url, 'On both', { path });
		}
		await expectCallsOfOne();
		for (const visitor of visitors) await visitor.leave();
	});

	it('of three that start together one asks; when it is killed, one of the others does', async () => {
		const CHOOSE_STATE = await live.makeFolder();
		const all = await Promise.all([1, 2, 3].map(() => live.serve({ CHOOSE_STATE })));
		const readRoles = (servers: readonly ServedSite[]) =>
			Promise.all(servers.map(async ({ url }) => (await readStatus(url)).refresher.role));
		const roles = await readRoles(all);
		expect(roles.toSorted()).toEqual(['asking', 'following', 'following']);
		await live.decide({ hero: { headline: 'Before' } });
		for (const { url } of all) await showsHero(url, 'Before');

		const asking = all[roles.indexOf('asking')]!;
		const [next, last] = all.filter((one) => one !== asking);
		const visitors = [next!, last!].map(({ url }) => sendVisitor(url, ['/'], PRO));
		await kill(asking);
		await live.decide({ hero: { headline: 'After the one that asked' } });
		for (const { url } of [next!, last!]) {
			await showsHero(url, 'After the one that asked', { patience: LATER });
		}
		expect((await readRoles([next!, last!])).toSorted()).toEqual(['asking', 'following']);
		await expectCallsOfOne();
		for (const visitor of visitors) await visitor.leave();
	});

	it('go on asking when the one that follows is killed', async () => {
		const [asking, following] = await serveTwo();
		expect((await readStatus(following.url)).refresher.role).toBe('following');
		const visitor = sendVisitor(asking.url, ['/'], PRO);
		await kill(following);
		await live.decide({ hero: { headline: 'After' } });
		await showsHero(asking.url, 'After', { patience: LATER });
		await visitor.leave();
	});

	it('go on when one is stopped, and when it comes back', async () => {
		const CHOOSE_STATE = await live.makeFolder();
		const first = await live.serve({ CHOOSE_STATE });
		const second = await live.serve({ CHOOSE_STATE });
		await first.stop();
		await live.decide({ hero: { headline: 'Without the first' } });
		await showsHero(second.url, 'Without the first');
		const third = await live.serve({ CHOOSE_STATE });
		await second.stop();
		await live.decide({ hero: { headline: 'With the third' } });
		await showsHero(third.url, 'With the third');
	});
});

describe('a server that is told to ask once an hour', () => {
	let live: LiveSite;
	beforeAll(async () => {
		live = await buildLiveSite(WHEN_TOLD);
	});
	afterAll(() => live.remove());

	it('asks at its start when the one before it has only just been stopped', async () => {
		const CHOOSE_STATE = await live.makeFolder();
		const first = await live.serve({ CHOOSE_STATE });
		await live.change(first.url, { hero: { headline: 'Seen by the first' } });
		await showsHero(first.url, 'Seen by the first');
		await first.stop();
		await live.decide({ hero: { headline: 'Decided meanwhile' } });
		const next = await live.serve({ CHOOSE_STATE });
		await showsHero(next.url, 'Decided meanwhile');
	});
});
