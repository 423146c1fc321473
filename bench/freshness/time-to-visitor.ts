import { setTimeout as delay } from 'node:timers/promises';
import { startServerProcess, type EmulatorProcess } from './processes.ts';
import { API_KEY } from '../site-folder.ts';
import { buildLiveSite, BUILT, seedOf, VISITED, VISITOR } from './site.ts';

/** Milliseconds after which an edit counts as never seen. */
const PATIENCE = 20_000;

/** Milliseconds between a visitor's requests. */
const PAUSE = 5;

/** Milliseconds from each edit of the seed to the first visitor who sees it; null: not within {@link PATIENCE}. */
export interface TimeToVisitor {
	/** `maxAge: 1`; one segment is decided something else. */
	readonly byInterval: readonly (number | null)[];
	/** `maxAge: 3600`, and `POST refresh`; likewise. */
	readonly byPush: readonly (number | null)[];
	/** Likewise, but every segment is decided something else. */
	readonly byPushOfAll: readonly (number | null)[];
}

/** Edits the seed again and again while a visitor asks for one page. */
export async function measureTimeToVisitor(
	repeats: number,
	emulator: EmulatorProcess,
): Promise<TimeToVisitor> {
	const measure = (maxAge: number, edit: Edit) => measureEdits(maxAge, repeats, edit, emulator);
	return {
		byInterval: await measure(1, { push: false, all: false }),
		byPush: await measure(3_600, { push: true, all: false }),
		byPushOfAll: await measure(3_600, { push: true, all: true }),
	};
}

interface Edit {
	/** Whether the server is told of it. */
	readonly push: boolean;
	/** Whether it is an edit of every segment. */
	readonly all: boolean;
}

async function measureEdits(
	maxAge: number,
	repeats: number,
	{ push, all }: Edit,
	emulator: EmulatorProcess,
): Promise<(number | null)[]> {
	await emulator.edit(seedOf(BUILT));
	const root = await buildLiveSite(`freshness-${maxAge}`, maxAge, emulator);
	const server = await startServerProcess(root, emulator, API_KEY);
	const times: (number | null)[] = [];
	try {
		for (let n = 0; n < repeats; n++) {
			// Not in step with the interval.
			await delay(200 + ((n * 337) % 1_000));
			const edition = `Edit ${n}`;
			const from = performance.now();
			const seen = waitForVisitor(server.url, edition);
			await emulator.edit(seedOf(edition, all ? undefined : VISITOR.segment));
			const [at] = await Promise.all([seen, push ? server.push() : undefined]);
			times.push(at === undefined ? null : at - from);
		}
	} finally {
		await server.stop();
	}
	return times;
}

/** When a visitor who asks without end is first shown an edition; undefined: never. */
async function waitForVisitor(origin: string, edition: string): Promise<number | undefined> {
	const until = performance.now() + PATIENCE;
	while (performance.now() < until) {
		const response = await fetch(`${origin}${VISITED}`, { headers: VISITOR.headers });
		const text = await response.text();
		if (!response.ok) throw new Error(`${VISITED} answered ${response.status}`);
		if (text.includes(VISITOR.headlineIn(edition))) return performance.now();
		await delay(PAUSE);
	}
	return undefined;
}
