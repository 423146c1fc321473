import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'astro/zod';
import { buildSite, SEGMENTS } from '../site.ts';

const reportSchema = z.object({
	calls: z.object({ made: z.number() }),
	totals: z.object({ variants: z.number(), askMs: z.number(), renderMs: z.number() }),
});

export interface BuildCost {
	readonly pages: number;
	readonly extraVariants: number;
	/** Milliseconds of Astro for one plain page, in the same build. */
	readonly plainPageMs: number;
	/** Milliseconds for one more distinct variant: rendering, digesting, compressing twice and writing it. */
	readonly extraVariantMs: number;
	readonly calls: number;
	readonly expectedCalls: number;
}

/** Builds a site and takes the cost of a page and of a variant from that one build. */
export async function measureBuild(pages: number): Promise<BuildCost> {
	const { root, output } = await buildSite(`build-${pages}`, { pages });
	const report = reportSchema.parse(
		JSON.parse(await readFile(join(root, 'dist/choose-report.json'), 'utf8')),
	);
	const { askMs, renderMs, variants } = report.totals;
	const generating = /static routes[\s\S]*?Completed in ([\d.]+)(ms|s)\./.exec(output);
	if (generating === null)
		throw new Error(`Astro's log has no time for its static routes:\n${output}`);
	const [, amount, unit] = generating;
	const totalMs = Number(amount) * (unit === 's' ? 1_000 : 1);
	const extraVariants = variants - pages;
	return {
		pages,
		extraVariants,
		plainPageMs: (totalMs - askMs - renderMs) / pages,
		extraVariantMs: renderMs / extraVariants,
		calls: report.calls.made,
		expectedCalls: SEGMENTS * 2,
	};
}
