import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import type { AstroConfig } from 'astro';
import { digestDecisions } from '../decisions/digest.js';
import type { Snapshot } from '../decisions/snapshot.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import { digestBundle, STORE_FOLDER, type BundleDigest } from '../store/bundle-digest.js';
import { encodeIndex } from '../store/encode-index.js';
import { INDEX_FILE, type StoredPage, type StoreIndex } from '../store/index-file.js';
import { writePrivateSnapshots } from '../store/private-snapshots.js';
import { findDefaultFile, listFolders } from './client-files.js';
import type { BuildDecisions } from './decide-build.js';
import type { BuildPlaces } from './places.js';
import type { BuiltPage } from './render-variants.js';
import type { ReportWarning } from './report-types.js';

/** What becomes of a store: an index that everybody may read, and what only the server may. */
export interface CreatedIndex {
	readonly index: StoreIndex;
	readonly privateSnapshots: readonly Snapshot[];
	readonly warnings: ReportWarning[];
}

export interface IndexedBuild {
	readonly config: Pick<AstroConfig, 'base' | 'trailingSlash'> & {
		readonly build: Pick<AstroConfig['build'], 'format'>;
	};
	readonly definition: ChooseDefinition;
	readonly places: Pick<BuildPlaces, 'delivery' | 'client' | 'server'>;
}

/** The index of what was stored. A page whose default is not where Astro put it, byte for byte, is left out with a warning. */
export async function createIndex(
	{ config, definition, places }: IndexedBuild,
	built: readonly BuiltPage[],
	decisions: BuildDecisions,
	stored: Pick<StoreIndex, 'pack' | 'bodies' | 'fallbacks' | 'live'>,
): Promise<CreatedIndex> {
	const { delivery, client, server } = places;
	const warnings: ReportWarning[] = [];
	const pages: StoredPage[] = [];
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
		build: delivery === 'node' ? digestBundle(server) : digestPages(pages),
		defaults: digestDecisions(decisions.table.defaults),
		...stored,
		routing: {
			base: config.base,
			trailingSlash: config.trailingSlash,
			format: config.build.format,
			folders: await listFolders(client),
		},
		pages,
		snapshots: decisions.snapshots.filter((one) => !isPrivate(one)),
	};
	return { index, privateSnapshots: decisions.snapshots.filter(isPrivate), warnings };
}

// Of a site without a server: equal pages are an equal build.
function digestPages(pages: readonly StoredPage[]): BundleDigest {
	const digest = createHash('sha256').update(JSON.stringify(pages)).digest('hex').slice(0, 32);
	return { modules: [], digest };
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
	await writeFile(partial, encodeIndex(index));
	await rename(partial, new URL(INDEX_FILE, folder));
}
