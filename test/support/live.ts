import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AstroConfig } from 'astro';
import { expect } from 'vitest';
import { DEVICES, LIVE_FOLDER, LIVE_WORKER_MODULE } from '../../integration/src/constants.js';
import { createDecisionTable } from '../../integration/src/decisions/decision-table.js';
import type { ChooseDefinition } from '../../integration/src/definition/definition-types.js';
import { loadDefinition } from '../../integration/src/definition/load-definition.js';
import { siteLocales, withSiteLocales } from '../../integration/src/definition/site-locales.js';
import {
	createLiveRenderer,
	type LiveRendererOptions,
} from '../../integration/src/runtime/live-renderer.js';
import type { LiveRenderer } from '../../integration/src/runtime/live-renderer-types.js';
import { openStore, type VariantStore } from '../../integration/src/store/fs-store.js';
import { findVariant } from '../../integration/src/variants/match.js';
import { keyOfRead, type Outcome, type Read } from '../../integration/src/variants/reads.js';
import type { Env } from './process.js';
import { notEmpty } from './not-empty.js';

/** A built site, with everything that renders its pages live as its server does. */
export interface LiveSite {
	readonly server: URL;
	readonly store: VariantStore;
	readonly definition: ChooseDefinition;
	/** Opens a renderer; closed with the site. */
	openRenderer(options?: Partial<LiveRendererOptions>): LiveRenderer;
	close(): Promise<void>;
}

export interface LiveSiteOptions {
	/** The server's folder, relative to the root. */
	readonly server?: string;
	readonly i18n?: AstroConfig['i18n'];
	readonly env?: Env;
}

export async function openLiveSite(
	root: string,
	{ server = 'dist/server', i18n, env = {} }: LiveSiteOptions = {},
): Promise<LiveSite> {
	const folder = pathToFileURL(`${join(root, server)}/`);
	const site = pathToFileURL(`${root}/`);
	const { definition } = await loadDefinition(new URL('src/choose.config.ts', site), {
		root: site,
		mode: 'production',
	});
	const store = openStore(folder, { memoryBytes: 1e8 });
	const renderers: LiveRenderer[] = [];
	return {
		server: folder,
		store,
		definition: withSiteLocales(definition, siteLocales(i18n)),
		openRenderer(options) {
			const { live } = store.index;
			if (live === undefined) throw new Error('the build has kept no bundle');
			const renderer = createLiveRenderer({
				workerModule: new URL(LIVE_WORKER_MODULE, folder),
				liveFolder: new URL(`${LIVE_FOLDER}/`, folder),
				bundle: live,
				deadline: 30_000,
				onProblem: () => undefined,
				env: { ...process.env, ...env },
				...options,
			});
			renderers.push(renderer);
			return renderer;
		},
		async close() {
			await Promise.all(renderers.map((renderer) => renderer.close()));
			store.close();
		},
	};
}

/** Renders live everything that the build has stored, for everybody who is answered with it, and compares. */
export async function expectSameLive(
	site: LiveSite,
	settle: (text: string) => string = (text) => text,
): Promise<void> {
	const { store } = site;
	const renderer = site.openRenderer();
	const outcomes = listOutcomes(site);
	for (const page of notEmpty(store.index.pages)) {
		const rendered = new Set<unknown>();
		for (const outcome of notEmpty(outcomes)) {
			const variant = findVariant(page.variants, outcome);
			if (variant === undefined) continue;
			rendered.add(variant);
			const { body, headers, reads } = await renderer.render(page.request, outcome);
			const stored = store.read(variant.body, 'identity');
			const at = `${page.request.url} as ${JSON.stringify(variant.reads)}`;
			expect(settle(body.identity.toString()), at).toBe(settle(stored?.toString() ?? ''));
			expect({ headers: settled(headers, settle), reads: sorted(reads) }, at).toEqual({
				headers: settled(variant.headers, settle),
				reads: sorted(variant.reads),
			});
		}
		expect(rendered.size, `variants of ${page.request.url}`).toBe(page.variants.length);
	}
}

/** Components that wait read in one order now, and in another then. */
function sorted(reads: readonly Read[]): readonly Read[] {
	return reads.toSorted((a, b) => keyOfRead(a).localeCompare(keyOfRead(b)));
}

function settled(headers: Readonly<Record<string, string>>, settle: (text: string) => string) {
	return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, settle(value)]));
}

/** What is shown to everybody whom the build knew of: no segment, each, and each mixture of them. */
function listOutcomes({ definition, store }: LiveSite): Outcome[] {
	const table = createDecisionTable(definition, store.snapshots, () => undefined);
	const mixtures = definition.segments.reduce<(typeof definition.segments)[]>(
		(before, segment) => [...before, ...before.map((segments) => [...segments, segment])],
		[[]],
	);
	return mixtures.flatMap((segments) =>
		DEVICES.map((device) => ({ decisions: table.ofAudience({ segments, device }), device })),
	);
}
