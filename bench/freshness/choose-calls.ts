import { loadSteadily } from './load-plan.ts';
import { startServerProcess, type EmulatorProcess } from './processes.ts';
import { API_KEY } from '../site-folder.ts';
import { buildLiveSite, seedOf, BUILT } from './site.ts';

/** Seconds that a decision is fresh. */
const MAX_AGE = 5;

export interface ChooseCalls {
	/** Requests a second, and calls to Choose a minute while they came. */
	readonly rate: number;
	readonly callsPerMinute: number;
}

/** Counts calls to Choose at several rates of requests by all audiences, each on a server of its own. */
export async function measureChooseCalls(
	rates: readonly number[],
	seconds: number,
	emulator: EmulatorProcess,
): Promise<ChooseCalls[]> {
	await emulator.edit(seedOf(BUILT));
	const root = await buildLiveSite('freshness-5', MAX_AGE, emulator);
	const counted: ChooseCalls[] = [];
	for (const rate of rates) {
		const server = await startServerProcess(root, emulator, API_KEY);
		try {
			// Every audience has come by once, and is not idle.
			await loadSteadily(server.url, rate, MAX_AGE);
			await emulator.reset();
			await loadSteadily(server.url, rate, seconds);
			const calls = await emulator.countCalls();
			counted.push({ rate, callsPerMinute: (calls * 60) / seconds });
		} finally {
			await server.stop();
		}
	}
	return counted;
}
