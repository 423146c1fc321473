import { setTimeout as delay } from 'node:timers/promises';
import { median, quantile } from '../statistics.ts';
import { loadSteadily, type LoadResult } from './load-plan.ts';
import { startServerProcess, type EmulatorProcess } from './processes.ts';
import { API_KEY } from '../site-folder.ts';
import { AUDIENCES, buildLiveSite, seedOf, BUILT } from './site.ts';

/** Requests a second. */
const RATE = 300;

/** Milliseconds that the emulator takes for each answer: far more than any request may. */
const CHOOSE_LATENCY = 500;

/** Seconds before the first window, and between two of them, that are not counted. */
const WARM_UP = 5;
const GAP = 2;

/** Seconds that a push may go on behind the end of its window; there is load until the last window has ended. */
const OVERRUN = 6;

export interface UnderChange {
	readonly requests: number;
	/** Milliseconds, a figure for each window; quiet and changing ones take turns. */
	readonly quietP99: readonly number[];
	readonly changingP99: readonly number[];
	/** The median over the pairs of windows. */
	readonly ratio: number;
	/** Milliseconds of the slowest request in any window, and of a call to Choose. */
	readonly slowest: number;
	readonly chooseLatency: number;
	/** Pushed refreshes, each of which changed every audience; and editions that some request was answered with. */
	readonly pushes: number;
	readonly editionsSeen: number;
	/** Milliseconds that requests were sent late (p99): much of it is a machine with other work. */
	readonly lateP99: number;
}

/** Latency while all audiences change at once, again and again, against quiet, in one run. `seconds`: of one window. */
export async function measureUnderChange(
	pairs: number,
	seconds: number,
	emulator: EmulatorProcess,
): Promise<UnderChange> {
	await emulator.edit(seedOf(BUILT));
	const root = await buildLiveSite('freshness-3600', 3_600, emulator);
	const server = await startServerProcess(root, emulator, API_KEY);
	await emulator.behave({ latency: CHOOSE_LATENCY });
	let pushes = 0;
	const change = async () => {
		const until = Date.now() + seconds * 1_000;
		while (Date.now() < until) {
			await emulator.edit(seedOf(`Change ${pushes}`));
			await server.push();
			pushes++;
		}
	};
	try {
		const load = loadSteadily(server.url, RATE, WARM_UP + pairs * (2 * (seconds + GAP) + OVERRUN));
		await delay(WARM_UP * 1_000);
		const quiet: Window[] = [];
		const changing: Window[] = [];
		for (let pair = 0; pair < pairs; pair++) {
			quiet.push(await during(() => delay(seconds * 1_000)));
			await delay(GAP * 1_000);
			changing.push(await during(change));
			await delay(GAP * 1_000);
		}
		return summarize(await load, quiet, changing, pushes);
	} finally {
		await emulator.behave({ latency: 0 });
		await server.stop();
	}
}

/** Milliseconds since 1970. */
type Window = readonly [from: number, until: number];

async function during(work: () => Promise<unknown>): Promise<Window> {
	const from = Date.now();
	await work();
	return [from, Date.now()];
}

function summarize(
	{ started, latencies, lateness, outcomes }: LoadResult,
	quiet: readonly Window[],
	changing: readonly Window[],
	pushes: number,
): UnderChange {
	const latenciesIn = ([from, until]: Window) =>
		latencies.filter((_, n) => {
			const at = started[n] ?? 0;
			return at >= from && at < until;
		});
	const p99In = (window: Window) => quantile(latenciesIn(window), 0.99);
	const quietP99 = quiet.map(p99In);
	const changingP99 = changing.map(p99In);
	const editions = Array.from({ length: pushes }, (_, n) => `Change ${n}`);
	const answered = new Set(Object.keys(outcomes));
	const isSeen = (edition: string) =>
		AUDIENCES.some(({ name, headlineIn }) => answered.has(`${name}: ${headlineIn(edition)}`));
	return {
		requests: latencies.length,
		quietP99,
		changingP99,
		ratio: median(changingP99.map((p99, n) => p99 / (quietP99[n] ?? Number.NaN))),
		slowest: quantile([...quiet, ...changing].flatMap(latenciesIn), 1),
		lateP99: quantile(lateness, 0.99),
		chooseLatency: CHOOSE_LATENCY,
		pushes,
		editionsSeen: editions.filter(isSeen).length,
	};
}
