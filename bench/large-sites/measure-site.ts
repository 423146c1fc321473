import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'astro/zod';
import { startEmulatorProcess } from '../freshness/processes.ts';
import { pinned } from '../load.ts';
import { median, quantile } from '../statistics.ts';
import { startLargeServer } from './large-server.ts';
import { seedOf, type SiteSize } from './site.ts';
import { loadByZipf } from './zipf-plan.ts';

/** A site that was built, and what was measured of it; milliseconds and megabytes. */
export interface MeasuredSite {
	readonly size: SiteSize;
	readonly variants: number;
	readonly indexMegabytes: number;
	/** Opening the store, in a process that does nothing else, and the memory that it takes there. */
	readonly loadMs: number;
	readonly loadMegabytes: number;
	readonly startMs: number;
	readonly startProcessorMs: number;
	readonly startMegabytes: number;
	/** After the load. */
	readonly loadedMegabytes: number;
	readonly p50: number;
	readonly p99: number;
	/** From new decisions being known to their being shown. */
	readonly rematchMs: number;
	/** Of the event loop, meanwhile and in refreshes without news. */
	readonly rematchStallMs: number;
	readonly quietStallMs: number;
	/** The slowest request meanwhile. */
	readonly rematchSlowestMs: number;
}

export interface SiteEffort {
	readonly seconds: number;
	/** Changes of all decisions; refreshes without one are made as often, in turn. */
	readonly changes: number;
	/** Requests a second. */
	readonly rate: number;
}

const loadedSchema = z.object({ ms: z.number(), bytes: z.number(), variants: z.number() });

export async function measureSite(
	root: string,
	size: SiteSize,
	{ seconds, changes, rate }: SiteEffort,
): Promise<MeasuredSite> {
	const folder = join(root, 'dist/server/variants/');
	const emulator = await startEmulatorProcess(seedOf(size));
	try {
		const alone = loadAlone(folder);
		const server = await startLargeServer(root, emulator);
		try {
			const plan = { origin: server.url, rate, pages: size.pages, segments: size.segments };
			const { latencies } = await loadByZipf({ ...plan, warmUp: seconds / 2, seconds });
			const loadedMegabytes = server.megabytes();
			// As long as the changes take, and then a while.
			const during = loadByZipf({ ...plan, rate: rate / 4, warmUp: 0, seconds: changes + 1 });
			const kinds = { changed: [] as Refreshed[], unchanged: [] as Refreshed[] };
			await server.longestStall();
			for (let edition = 1; edition <= changes; edition++) {
				for (const kind of ['changed', 'unchanged'] as const) {
					if (kind === 'changed') await emulator.edit(seedOf(size, edition));
					const { ms, isNew } = await server.refresh();
					if (isNew !== (kind === 'changed')) throw new Error(`a refresh was not ${kind}`);
					kinds[kind].push({ ms, stall: await server.longestStall() });
				}
			}
			const { latencies: meanwhile } = await during;
			const msOf = (refreshed: readonly Refreshed[]) => median(refreshed.map(({ ms }) => ms));
			const stallOf = (refreshed: readonly Refreshed[]) =>
				median(refreshed.map(({ stall }) => stall));
			return {
				size,
				variants: alone.variants,
				indexMegabytes: statSync(join(folder, 'index.json')).size / 1e6,
				loadMs: alone.ms,
				loadMegabytes: alone.bytes / 1e6,
				startMs: server.startMs,
				startProcessorMs: server.startProcessorMs,
				startMegabytes: server.startMegabytes,
				loadedMegabytes,
				p50: quantile(latencies, 0.5),
				p99: quantile(latencies, 0.99),
				rematchMs: msOf(kinds.changed) - msOf(kinds.unchanged),
				rematchStallMs: stallOf(kinds.changed),
				quietStallMs: stallOf(kinds.unchanged),
				rematchSlowestMs: Math.max(...meanwhile),
			};
		} finally {
			await server.stop();
		}
	} finally {
		await emulator.stop();
	}
}

interface Refreshed {
	readonly ms: number;
	readonly stall: number;
}

function loadAlone(folder: string) {
	const script = join(import.meta.dirname, 'load-index.ts');
	const [command = '', ...rest] = pinned(0, [process.execPath, script, folder]);
	const { stdout, stderr } = spawnSync(command, rest, { encoding: 'utf8' });
	if (stdout === '') throw new Error(`the store could not be opened: ${stderr}`);
	return loadedSchema.parse(JSON.parse(stdout));
}
