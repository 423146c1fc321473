import { setTimeout as delay } from 'node:timers/promises';
import { startServerProcess, type EmulatorProcess } from './processes.ts';
import { API_KEY, AUDIENCES, buildLiveSite, PATHS, seedOf } from './site.ts';

/** Milliseconds after which an edit counts as never seen. */
const PATIENCE = 20_000;

/** Milliseconds between a visitor's requests. */
const PAUSE = 5;

/** Milliseconds from each edit of the seed to the first visitor who sees it; null: not within {@link PATIENCE}. */
export interface TimeToVisitor {
	readonly byInterval: readonly (number | null)[];
	readonly byPush: readonly (number | null)[];
}

/** Edits the seed again and again while a visitor asks for one page. By interval: `maxAge: 1`; by push: `maxAge: 3600`. */
export async function measureTimeToVisitor(
	repeats: number,
	emulator: EmulatorProcess,
): Promise<TimeToVisitor> {
	return {
		byInterval: await measure('freshness-1', 1, repeats, emulator, () => Promise.resolve()),
		byPush: await measure('freshness-3600', 3_600, repeats, emulator, (push) => push()),
	};
}

async function measure(
	name: string,
	maxAge: number,
	repeats: number,
	emulator: EmulatorProcess,
	afterEdit: (push: () => Promise<void>) => Promise<void>,
): Promise<(number | null)[]> {
	await emulator.edit(seedOf('Built'));
	const root = await buildLiveSite(name, maxAge, emulator);
	const server = await startServerProcess(root, emulator, API_KEY);
	const times: (number | null)[] = [];
	try {
		for (let n = 0; n < repeats; n++) {
			// Not in step with the interval.
			await delay(200 + ((n * 337) % 1_000));
			const edition = `${name} edit ${n}`;
			const from = performance.now();
			const seen = waitForVisitor(server.url, edition);
			await emulator.edit(seedOf(edition));
			const [at] = await Promise.all([seen, afterEdit(server.push)]);
			times.push(at === undefined ? null : at - from);
		}
	} finally {
		await server.stop();
	}
	return times;
}

/** When a visitor who asks without end is first shown an edition; undefined: never. */
async function waitForVisitor(origin: string, edition: string): Promise<number | undefined> {
	const [audience] = AUDIENCES;
	const [path] = PATHS;
	if (audience === undefined || path === undefined) return undefined;
	const until = performance.now() + PATIENCE;
	while (performance.now() < until) {
		const response = await fetch(`${origin}${path}`, { headers: audience.headers });
		const text = await response.text();
		if (!response.ok) throw new Error(`${path} answered ${response.status}`);
		if (text.includes(audience.headlineIn(edition))) return performance.now();
		await delay(PAUSE);
	}
	return undefined;
}
