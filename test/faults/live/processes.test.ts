import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
	buildLiveSite,
	LATER,
	PRO,
	readHero,
	showsHero,
	type LiveSite,
} from '../../support/live-site.js';
import { sendVisitor } from '../../support/visits.js';

/** Far more calls than one server makes, far fewer than two, in the time that one needs for them. */
const REPLIES = 6;

describe('two servers on one machine', () => {
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

	it('ask Choose as often as one, and both show the change', async () => {
		const [first, second] = await serveTwo();
		const visitors = [first, second].map(({ url }) => sendVisitor(url, ['/', '/now'], PRO));
		await live.decide({ hero: { headline: 'On both' } });
		for (const { url } of [first, second]) {
			for (const path of ['/', '/now']) await showsHero(url, 'On both', { path });
		}
		// From one reply on.
		await live.replied(1);
		const start = performance.now();
		await live.replied(REPLIES);
		expect(performance.now() - start).toBeGreaterThan(REPLIES * 1_000 * 0.7);
		for (const visitor of visitors) await visitor.leave();
	});

	it('a server asks at its start when the one before it has only just been stopped', async () => {
		const CHOOSE_STATE = await live.makeFolder();
		const first = await live.serve({ CHOOSE_STATE });
		await live.decide({ hero: { headline: 'Seen by the first' } });
		await showsHero(first.url, 'Seen by the first');
		await first.stop();
		await live.decide({ hero: { headline: 'Decided meanwhile' } });
		const next = await live.serve({ CHOOSE_STATE });
		expect(await readHero(next.url)).toBe('Decided meanwhile');
	});

	it.each([
		[0, 1],
		[1, 0],
	])('go on asking when number %i is killed', async (victim, survivor) => {
		const servers = await serveTwo();
		const { child } = servers[victim]!.process;
		const { url } = servers[survivor]!;
		await live.decide({ hero: { headline: 'Before' } });
		for (const one of servers) await showsHero(one.url, 'Before');
		const visitor = sendVisitor(url, ['/'], PRO);
		child.kill('SIGKILL');
		await once(child, 'close');
		await live.decide({ hero: { headline: 'After' } });
		await showsHero(url, 'After', { patience: LATER });
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
