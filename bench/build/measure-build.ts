import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from 'astro-choose/emulator';
import { z } from 'astro/zod';
import { runNode } from '../../test/support/process.ts';
import { API_KEY, ASTRO, writeSiteFolder } from '../site-folder.ts';
import { createSeed, filesOf, type SiteToBuild } from './site-files.ts';

const PROBE = new URL('./probe.mjs', import.meta.url).href;

/** One `astro build`. */
export interface Build {
	/** From the start of the process to its end. */
	readonly seconds: number;
	/** Of all its threads. */
	readonly processorSeconds: number;
	/** Memory that it held at most. */
	readonly peakMb: number;
	/** Milliseconds that Astro gives for its pages, with our variants in between. */
	readonly pagesMs: number;
	/** Milliseconds of what integrations do when Astro is done: here, the store and the reports. */
	readonly finishMs: number;
	readonly totals: Totals;
}

const probeSchema = z.object({ processorSeconds: z.number(), peakMb: z.number() });
const totalsSchema = z.object({
	variants: z.number(),
	takenOver: z.number(),
	packBytes: z.number(),
	askMs: z.number(),
	renderMs: z.number(),
});
const reportSchema = z.object({ totals: totalsSchema });

type Totals = z.output<typeof totalsSchema>;

const NOTHING: Totals = { variants: 0, takenOver: 0, packBytes: 0, askMs: 0, renderMs: 0 };

export interface WrittenSite {
	/** Builds it, again if it was: `changed` gives one segment a headline of its own. */
	build(decisions?: 'changed'): Promise<Build>;
}

/** Writes a site that has not been built. */
export async function writeSite(name: string, site: SiteToBuild): Promise<WrittenSite> {
	const root = await writeSiteFolder(name, filesOf(site));
	return { build: (decisions) => build(root, site, decisions === 'changed') };
}

async function build(root: string, site: SiteToBuild, isChanged: boolean): Promise<Build> {
	const emulator = await startEmulator({ seed: createSeed(site, isChanged) });
	const probe = join(root, 'probe.json');
	const env = { INTEMPT_API_KEY: API_KEY, INTEMPT_API_URL: emulator.url, BENCH_PROBE: probe };
	try {
		const started = performance.now();
		const { code, output } = await runNode(['--import', PROBE, ASTRO, 'build'], { cwd: root, env });
		const seconds = (performance.now() - started) / 1_000;
		if (code !== 0) throw new Error(`the bench site could not be built:\n${output}`);
		return {
			seconds,
			...probeSchema.parse(JSON.parse(await readFile(probe, 'utf8'))),
			pagesMs: msIn(output, /static routes[\s\S]*?Completed in ([\d.]+)(ms|s)\./),
			finishMs: msIn(output, /finished in ([\d.]+) (ms)/),
			totals: site.isPlain ? NOTHING : await readTotals(root),
		};
	} finally {
		await emulator.close();
	}
}

async function readTotals(root: string): Promise<Totals> {
	const text = await readFile(join(root, 'dist/choose-report.json'), 'utf8');
	return reportSchema.parse(JSON.parse(text)).totals;
}

function msIn(output: string, pattern: RegExp): number {
	const [, amount, unit] = pattern.exec(output) ?? [];
	if (amount === undefined) throw new Error(`the build does not say how long it took:\n${output}`);
	return unit === 's' ? Number(amount) * 1_000 : Number(amount);
}
