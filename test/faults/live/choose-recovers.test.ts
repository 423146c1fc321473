import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { BehaviourInput } from '../../../integration/src/emulator/behaviour.js';
import {
	LATER,
	PRO,
	buildLiveSite,
	readText,
	showsHero,
	type LiveSite,
} from '../../support/live-site.js';
import type { ServedSite } from '../../support/fixture.js';
import type { Interruption } from '../../support/recorder.js';
import { sendVisitor } from '../../support/visits.js';

// Whoever was refused may wait a while before asking again.
vi.setConfig({ testTimeout: 120_000 });

const SECRET = /fixture-secret/;

/** [what Choose does, how the emulator is told to, or what comes in its place] */
type Row = readonly [name: string, behaviour: BehaviourInput, instead: Interruption | undefined];
/** Of the contract, "Errors": there is no `Retry-After` among them. */
const LIMITS = {
	'x-ratelimit-replenish-rate': '5',
	'x-ratelimit-burst-capacity': '10',
	'x-ratelimit-requested-tokens': '1',
};
const FAULTS: readonly Row[] = [
	['is down', { fail: 503 }, undefined],
	['refuses the key', { fail: 401 }, undefined],
	['asks for a pause', {}, { status: 429, headers: LIMITS }],
	['asks for a pause of two seconds', {}, { status: 429, headers: { 'retry-after': '2' } }],
];

describe('while Choose', () => {
	let live: LiveSite;
	let served: ServedSite;
	beforeAll(async () => {
		live = await buildLiveSite();
		served = await live.serve();
	});
	afterEach(async () => {
		live.line.interrupt(undefined);
		await live.misbehave({});
	});
	afterAll(() => live.remove());

	it.each(FAULTS)(
		'%s, visitors see its last decisions, and then, without a refresh, the next',
		async (name, ...fault) => {
			const [behaviour, instead] = fault;
			const { url, process } = served;
			const headline = `Before it ${name}`;
			await live.decide({ hero: { headline } });
			await showsHero(url, headline, { patience: LATER });

			const visitor = sendVisitor(url, ['/', '/shop/', '/now'], PRO);
			await live.misbehave(behaviour);
			live.line.interrupt(instead);
			await live.decide({ hero: { headline: 'Not to be seen yet' } });
			const { arrived } = live.line;
			await expect.poll(() => live.line.arrived, LATER).toBeGreaterThanOrEqual(arrived + 2);
			await visitor.seesAll();
			const seen = visitor.visits.filter(({ path }) => path !== '/shop/');
			const heroes = seen.map(({ text }) => readText(text).hero);
			expect(new Set(heroes)).toEqual(new Set([headline]));

			live.line.interrupt(undefined);
			await live.misbehave({});
			await live.decide({ hero: { headline: `After it ${name}` } });
			await showsHero(url, `After it ${name}`, { patience: LATER });
			await visitor.leave();
			expect(process.output()).not.toMatch(SECRET);
		},
	);

	it('says so once for each time that it failed', () => {
		const lines = served.process.output().split('\n');
		const told = lines.filter((line) => /\[(?:WARN|ERROR)\] \[choose/.test(line));
		expect(told.length).toBeGreaterThanOrEqual(1);
		// One when it begins, one when it is over, whatever the number of calls.
		expect(told.length).toBeLessThanOrEqual(2 * FAULTS.length);
	});
});

describe('when Choose asks for a pause', () => {
	it('is left alone for as long as it says', async () => {
		const live = await buildLiveSite();
		try {
			const { url } = await live.serve();
			await showsHero(url, 'Pro hero');
			await live.replied(1);
			live.line.interrupt({ status: 429, headers: { 'retry-after': '4' } });
			const isRefused = () => live.line.requests.some(({ status }) => status === 429);
			await expect.poll(isRefused, { timeout: 10_000, interval: 10 }).toBe(true);
			const start = performance.now();
			live.line.interrupt(undefined);
			await live.decide({ hero: { headline: 'After the pause' } });
			await showsHero(url, 'After the pause', { patience: LATER });
			expect(performance.now() - start).toBeGreaterThan(3_500);
		} finally {
			await live.remove();
		}
	});
});

describe('with `staleIfError: 2`, while Choose is down', () => {
	it.each(['/', '/now'])(
		'visitors see defaults at %s after it, and the decisions again',
		async (path) => {
			const live = await buildLiveSite({ staleIfError: 2 });
			try {
				const { url } = await live.serve();
				await live.decide({ hero: { headline: 'Before' } });
				await showsHero(url, 'Before', { path });
				const visitor = sendVisitor(url, [path], PRO);
				await live.misbehave({ fail: 503 });
				const start = performance.now();
				await showsHero(url, 'Default hero', { path, patience: LATER });
				// The last reply is at most as old as the time between two of them.
				expect(performance.now() - start).toBeGreaterThan(500);
				await live.misbehave({});
				await showsHero(url, 'Before', { path, patience: LATER });
				const seen = (await visitor.leave()).map(({ text }) => readText(text).hero);
				const changes = seen.filter((hero, at) => hero !== seen[at - 1]);
				expect(changes).toEqual(['Before', 'Default hero', 'Before']);
			} finally {
				await live.remove();
			}
		},
	);
});
