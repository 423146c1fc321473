import { mkdir, rename, writeFile } from 'node:fs/promises';
import type { AstroConfig } from 'astro';
import { digestDecisions } from '../decisions/digest.js';
import type { Snapshot } from '../decisions/snapshot.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import { digestBundle, STORE_FOLDER } from '../store/bundle-digest.js';
import { INDEX_FILE, STORE_VERSION, type StoreIndex } from '../store/index-file.js';
import { writePrivateSnapshots } from '../store/private-snapshots.js';
import { findDefaultFile, listFolders } from './client-files.js';
import type { BuildDecisions } from './decide-build.js';
import type { BuiltPage } from './render-variants.js';
import type { ReportWarning } from './report-types.js';

/** What becomes of a store: an index that everybody may read, and what only the server may. */
export interface CreatedIndex {
	readonly index: StoreIndex;
	readonly privateSnapshots: readonly Snapshot[];
	readonly warnings: ReportWarning[];
}

/** The index of what was stored. A page whose default is not where Astro put it, byte for byte, is left out with a warning. */
export async function createIndex(
	{ config, definition }: { readonly config: AstroConfig; readonly definition: ChooseDefinition },
	built: readonly BuiltPage[],
	decisions: BuildDecisions,
	stored: Pick<StoreIndex, 'pack' | 'bodies' | 'fallbacks' | 'live'>,
): Promise<CreatedIndex> {
	const { client, server, format } = config.build;
	const warnings: ReportWarning[] = [];
	const pages: StoreIndex['pages'] = [];
	for (const { page, variants } of built) {
		const digest = variants[0]?.body ?? '';
		const file = await findDefaultFile(client, { path: page.path, base: config.base, digest });
		if (file === undefined) {
			warnings.push({
				name: 'DefaultChanged',
				message: `${page.path} is not in the client folder as it was rendered, so it is served as its default only. Something changed it after Astro wrote it: list that integration after choose().`,
			});
			continue;
		}
		pages.push({
			file,
			request: page.request,
			variants: variants.map(({ reads, body, headers }) => ({ reads, body, headers })),
		});
	}
	const isPrivate = ({ segment }: Snapshot) =>
		definition.segments.some((one) => one.private && one.name === segment);
	const index: StoreIndex = {
		version: STORE_VERSION,
		build: digestBundle(server),
		defaults: digestDecisions(decisions.table.defaults),
		...stored,
		routing: {
			base: config.base,
			trailingSlash: config.trailingSlash,
			format,
			folders: await listFolders(client),
		},
		pages,
		snapshots: decisions.snapshots.filter((one) => !isPrivate(one)),
	};
	return { index, privateSnapshots: decisions.snapshots.filter(isPrivate), warnings };
}

/** Writes the index into the store, as a whole or not at all. */
export async function writeIndex(
	server: URL,
	{ index, privateSnapshots }: Omit<CreatedIndex, 'warnings'>,
): Promise<void> {
	const folder = new URL(`${STORE_FOLDER}/`, server);
	const partial = new URL(`${INDEX_FILE}.partial`, folder);
	await mkdir(folder, { recursive: true });
	writePrivateSnapshots(folder, { build: index.build.digest, snapshots: privateSnapshots });
	await writeFile(partial, JSON.stringify(index));
	await rename(partial, new URL(INDEX_FILE, folder));
}
