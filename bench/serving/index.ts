import { startEmulatorProcess } from '../freshness/processes.ts';
import type { Part } from '../frame/part.ts';
import { ensureWrk } from '../load.ts';
import { buildSite, createSeed } from '../site.ts';
import { measureHotVariants } from './hot-variants.ts';
import { measureServing } from './measure-serving.ts';
import { goalsOf, ratiosOf, tablesOf } from './report.ts';

/** What people write by hand waits for this long with each request, in milliseconds. */
const LATENCY = 20;

const EFFORTS = {
	// 125 pages with a variant for each of eight segments are 1,000 of them.
	full: { pages: 125, rounds: 7, seconds: 2, warmUpSeconds: 1, alone: true },
	short: { pages: 10, rounds: 1, seconds: 1, warmUpSeconds: 0, alone: false },
};

export const serving: Part = {
	name: 'serving',
	title: 'Serving',
	about: `One page of 30 KB, for a phone with a segment's cookie, asked for by [wrk](https://github.com/wg/wrk) with 32 connections, each of which sends its
next request when it has the answer to the one before. Each contender is a process of its own; the one that is loaded has a core to itself, wrk has
another. They are loaded in turn, round after round, after a warm-up; figures are medians of the rounds, and a ratio is the median of the rounds' own
ratios. p50 and p99 are those of a server that has more to do than it can, so they are mostly the time that a request waits for the 31 others; "p99,
one connection" is that of a server that has one request at a time. Processor time is that of the server with all its threads and processes, for a
request. The page on demand is what one writes by hand: it asks Choose (here the emulator, in a process of its own, which answers after ${LATENCY} ms) with each
request, by \`fetch\`, which keeps its connections open. \`@astrojs/node\` and pages on demand are not compressed, and the latter have no tag for
a 304. The bare server is the most that Node can do: its lead over the others bounds ours.`,
	async measure(effort) {
		ensureWrk();
		const { pages, ...plan } = EFFORTS[effort];
		const sites = {
			ours: (await buildSite('serving', { pages })).root,
			plain: (await buildSite('serving-plain', { pages, mode: 'plain' })).root,
			onDemand: (await buildSite('serving-on-demand', { pages, mode: 'on-demand' })).root,
		};
		const emulator = await startEmulatorProcess(createSeed());
		try {
			await emulator.behave({ latency: LATENCY });
			const hot = await measureHotVariants(sites.ours, pages, emulator, plan.warmUpSeconds + 1);
			const served = await measureServing(sites, emulator, plan);
			const ratios = ratiosOf(served);
			return {
				figures: { ...served, hotVariants: hot },
				ratios,
				tables: tablesOf(served, hot),
				goals: goalsOf(ratios, hot),
			};
		} finally {
			await emulator.stop();
		}
	},
};
