import fc from 'fast-check';
import { expect, it } from 'vitest';
import { listAudiences } from '../../integration/src/variants/audiences.js';
import { renderVariants, type BuiltPage } from '../../integration/src/build/render-variants.js';
import { DEVICES } from '../../integration/src/constants.js';
import { digestContent } from '../../integration/src/store/content-digest.js';
import { findVariant } from '../../integration/src/variants/match.js';
import {
	pageOf,
	possibleLists,
	programs,
	renderFresh,
	sites,
	type Program,
	type RandomSite,
} from './random-site.js';
import { runs } from '../support/runs.js';

const RUNS = runs(100);

it('a page serves every audience what a fresh render for it would be', async () => {
	await fc.assert(
		fc.asyncProperty(programs, sites, async (program, site) => {
			const { built } = await build(program, site, { budget: 10_000 });
			for (const { outcome, fresh } of audiences(program, site)) {
				expect(findVariant(built.variants, outcome)?.body).toBe(digestContent(fresh));
			}
		}),
		RUNS,
	);
});

it('with a budget, a page serves an audience its own fresh render or has no variant for it', async () => {
	await fc.assert(
		fc.asyncProperty(programs, sites, fc.nat(4), async (program, site, budget) => {
			const { built } = await build(program, site, { budget });
			expect(built.variants.length).toBeLessThanOrEqual(budget + 1);
			for (const { outcome, fresh } of audiences(program, site)) {
				const found = findVariant(built.variants, outcome);
				if (found !== undefined) expect(found.body).toBe(digestContent(fresh));
			}
		}),
		RUNS,
	);
});

it('renders once for each distinct set of values read, and never for one that is there', async () => {
	await fc.assert(
		fc.asyncProperty(programs, sites, async (program, site) => {
			const { built, renders } = await build(program, site, { budget: 10_000 });
			const reads = built.variants.map((variant) => JSON.stringify(variant.reads));
			expect(new Set(reads).size).toBe(reads.length);
			expect(renders).toBe(built.variants.length - 1);
		}),
		RUNS,
	);
});

async function build(
	program: Program,
	site: RandomSite,
	{ budget }: { readonly budget: number },
): Promise<{ readonly built: BuiltPage; readonly renders: number }> {
	const { page, renders } = pageOf(program, site);
	const built = await renderVariants(page, {
		definition: site.definition,
		audiences: listAudiences(site.definition.segments, site.table),
		table: site.table,
		pack: { add: (bytes) => Promise.resolve(digestContent(bytes)) },
		budget,
		keepHeaders: [],
	});
	return { built, renders: renders.length };
}

function audiences(program: Program, { definition, table }: RandomSite) {
	return [[], ...possibleLists(definition)].flatMap((segments) =>
		DEVICES.map((device) => {
			const outcome = { decisions: table.ofAudience({ segments, device }), device };
			const { bytes } = renderFresh(program, outcome);
			return { outcome, fresh: bytes ?? Buffer.alloc(0) };
		}),
	);
}
