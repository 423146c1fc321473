import { quantile } from '../statistics.ts';
import { loadSteadily } from './load-plan.ts';
import { startServerProcess, type EmulatorProcess } from './processes.ts';
import { API_KEY } from '../site-folder.ts';
import { AUDIENCES, buildLiveSite, seedOf, BUILT } from './site.ts';

export interface Outage {
	readonly requests: number;
	readonly seconds: number;
	readonly audiences: number;
	/** Answers with the headline that the audience was decided before the outage. */
	readonly right: number;
	/** Answers with the default, though there was a decision. */
	readonly defaults: number;
	/** Answers with anything else: another status, a connection that was ended, another audience's headline. */
	readonly errors: Readonly<Record<string, number>>;
	/** Milliseconds. */
	readonly p99: number;
	readonly slowest: number;
	/** Milliseconds that requests were sent late (p99), by a load generator without enough of its core. */
	readonly lateP99: number;
}

/** Loads a server while Choose answers 503 to everything. Decisions are fresh for 5 seconds, so that it is asked all the time. */
export async function measureOutage(
	requests: number,
	seconds: number,
	emulator: EmulatorProcess,
): Promise<Outage> {
	await emulator.edit(seedOf(BUILT));
	const root = await buildLiveSite('freshness-5', 5, emulator);
	const server = await startServerProcess(root, emulator, API_KEY);
	try {
		await emulator.behave({ fail: 503 });
		const { latencies, lateness, outcomes } = await loadSteadily(
			server.url,
			requests / seconds,
			seconds,
		);
		const expected = new Set(
			AUDIENCES.map(({ name, headlineIn }) => `${name}: ${headlineIn(BUILT)}`),
		);
		const all = Object.entries(outcomes);
		const isRight = ([outcome]: (typeof all)[number]) => expected.has(outcome);
		const isDefault = ([outcome]: (typeof all)[number]) => outcome.endsWith(': Default');
		return {
			requests: latencies.length,
			seconds,
			audiences: AUDIENCES.length,
			right: sum(all.filter(isRight)),
			defaults: sum(all.filter(isDefault)),
			errors: Object.fromEntries(all.filter((one) => !isRight(one) && !isDefault(one))),
			p99: quantile(latencies, 0.99),
			slowest: quantile(latencies, 1),
			lateP99: quantile(lateness, 0.99),
		};
	} finally {
		await emulator.behave({ fail: 0 });
		await server.stop();
	}
}

function sum(outcomes: readonly (readonly [string, number])[]): number {
	return outcomes.reduce((total, [, count]) => total + count, 0);
}
