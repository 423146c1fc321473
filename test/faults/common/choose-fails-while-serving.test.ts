import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BehaviourInput } from '../../../integration/src/emulator/behaviour.js';
import { refresh } from '../../support/control.js';
import type { ServedSite } from '../../support/fixture.js';
import {
	buildLiveSite,
	PRO,
	readText,
	showsHero,
	WHEN_TOLD,
	type LiveSite,
} from '../../support/live-site.js';
import type { Interruption } from '../../support/recorder.js';
import { sendVisitor } from '../../support/visits.js';

const SECRET = /fixture-secret/;
const JSON_TYPE = { 'content-type': 'application/json' };

/** [what Choose does, how the emulator is told to, or what comes in its place] */
type Row = readonly [
	name: string,
	behaviour: BehaviourInput,
	instead: Interruption | 'hang up' | undefined,
];
const FAULTS: readonly Row[] = [
	['is down', { fail: 503 }, undefined],
	['answers in ten seconds', { latency: 10_000 }, undefined],
	['refuses the key', { fail: 401 }, undefined],
	['answers with a page', {}, { status: 200, body: '<html>It works!</html>' }],
	['answers half', {}, { status: 200, headers: JSON_TYPE, body: '{"choices":[{"name":"he' }],
	['answers in another form', {}, { status: 200, headers: JSON_TYPE, body: '{"choices":7}' }],
	['hangs up', {}, 'hang up'],
];

describe('while Choose', () => {
	let live: LiveSite;
	let served: ServedSite;
	beforeAll(async () => {
		live = await buildLiveSite(WHEN_TOLD);
		served = await live.serve();
	});
	afterEach(async () => {
		live.line.interrupt(undefined);
		await live.misbehave({});
	});
	afterAll(() => live.remove());

	it.each(FAULTS)(
		'%s, visitors see its last decisions, and then the next',
		async (name, ...fault) => {
			const [behaviour, instead] = fault;
			const { url, process } = served;
			const headline = `Before it ${name}`;
			await live.change(url, { hero: { headline } });
			await showsHero(url, headline);

			const visitor = sendVisitor(url, ['/', '/shop/', '/now'], PRO);
			await live.misbehave(behaviour);
			live.line.interrupt(instead);
			await live.decide({ hero: { headline: 'Not to be seen yet' } });
			const { arrived } = live.line;
			for (const _again of [1, 2]) await expect(refresh(url)).rejects.toThrow('502');
			expect(live.line.arrived).toBeGreaterThanOrEqual(arrived + 2);
			await visitor.seesAll();
			const seen = visitor.visits.filter(({ path }) => path !== '/shop/');
			const heroes = seen.map(({ text }) => readText(text).hero);
			expect(new Set(heroes)).toEqual(new Set([headline]));

			live.line.interrupt(undefined);
			await live.misbehave({});
			await live.change(url, { hero: { headline: `After it ${name}` } });
			await showsHero(url, `After it ${name}`);
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
