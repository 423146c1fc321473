import fc from 'fast-check';
import { expect, it } from 'vitest';
import { renderVariants } from '../../integration/src/build/render-variants.js';
import { DEVICES } from '../../integration/src/constants.js';
import { decideOutcome, findEdgeVariant } from '../../integration/src/edge/outcome.js';
import { createEdgeManifest } from '../../integration/src/export/create-edge-manifest.js';
import { digestContent } from '../../integration/src/store/content-digest.js';
import { listAudiences } from '../../integration/src/variants/audiences.js';
import { findVariant } from '../../integration/src/variants/match.js';
import { SITE_CONFIG } from '../support/edge-manifest.js';
import { pageOf, possibleLists, programs, sites } from './random-site.js';
import { runs } from '../support/runs.js';

it('an edge finds the very variant that a Node server finds, or none where that finds none', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(programs, { minLength: 1, maxLength: 3 }),
			sites,
			fc.nat(6),
			async (written, site, budget) => {
				const { definition, table } = site;
				const pages = await Promise.all(
					written.map(async (program, index) => {
						const { page } = pageOf(program, site);
						const { variants } = await renderVariants(page, {
							definition,
							audiences: listAudiences(definition.segments, table),
							table,
							pack: { add: (bytes) => Promise.resolve(digestContent(bytes)) },
							budget,
							keepHeaders: [],
						});
						const stored = variants.map(({ reads, body }) => ({ reads, body, headers: {} }));
						return { file: `${index}.html`, request: page.request, variants: stored };
					}),
				);
				const created = createEdgeManifest({
					index: { build: { modules: [], digest: 'b' }, pages },
					definition,
					table,
					config: SITE_CONFIG,
					diagnostics: true,
					folder: '_choose-x/',
					signed: null,
				});
				const manifest = JSON.parse(JSON.stringify(created)) as typeof created;
				for (const segments of [[], ...possibleLists(definition)]) {
					const places = segments.map(({ name }) =>
						manifest.segments.findIndex((one) => one.name === name),
					);
					for (const device of DEVICES) {
						const outcome = { decisions: table.ofAudience({ segments, device }), device };
						const atEdge = decideOutcome(manifest, device, places);
						pages.forEach(({ variants }, index) => {
							const page = manifest.pages[index]!;
							const found = findVariant(variants, outcome);
							const foundAtEdge = findEdgeVariant(page, atEdge);
							expect(foundAtEdge && page.variants.indexOf(foundAtEdge)).toBe(
								found && variants.indexOf(found),
							);
						});
					}
				}
			},
		),
		runs(100),
	);
});
