import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroConfig, AstroIntegrationLogger } from 'astro';
import { signAudienceParts } from '../audience/audience-header.js';
import type { DecisionTable } from '../decisions/decision-table.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import type { EdgeManifest, EdgeSignatures } from '../edge/edge-manifest.js';
import type { ResolvedOptions } from '../options.js';
import { STORE_FOLDER } from '../store/bundle-digest.js';
import { openStoreFolder } from '../store/fs-store.js';
import type { StoreIndex } from '../store/index-file.js';
import { createEdgeManifest, exportedSegments } from './create-edge-manifest.js';
import { writeEdgeFiles } from './edge-folder.js';
import { pathBelow, TARGETS } from './edge-targets.js';
import type { EdgeFiles } from './export-types.js';
import type { EdgeTarget } from './exportable.js';
import { writeHeadersFile } from './headers-file.js';
import { variantFolder, writeVariantFiles } from './variant-files.js';

export interface SiteExport {
	readonly definition: ChooseDefinition;
	readonly options: Pick<ResolvedOptions, 'edge' | 'diagnostics'>;
	readonly config: Pick<AstroConfig, 'root' | 'base' | 'trailingSlash' | 'build' | 'security'>;
	/** What the build has made. */
	readonly index: StoreIndex;
	readonly table: DecisionTable;
	readonly client: URL;
	readonly folder: URL;
	/** Whether a Node server answers, so that no variants are published. */
	readonly hasServer: boolean;
	/** `CHOOSE_SECRET`. */
	readonly secret: string | undefined;
	readonly logger: AstroIntegrationLogger;
}

/** The manifest's file in the edge folder. */
export const MANIFEST_FILE = 'manifest.json';

/** Publishes the variants of a built site, and writes what its edges route with. */
export async function exportSite(site: SiteExport): Promise<void> {
	const { index, definition, table, config, secret, hasServer } = site;
	const folder = hasServer ? '' : variantFolder(secret, index.build.digest);
	const signed =
		hasServer && secret !== undefined
			? signAudienceParts(secret, exportedSegments(definition))
			: null;
	const { diagnostics } = site.options;
	const made = { index, definition, table, config, diagnostics };
	const manifest = createEdgeManifest({ ...made, folder, signed });
	const generated = await generateFiles(site, manifest);
	if (!hasServer) await publishVariants(site, manifest);
	const files = [...generated.values()].flatMap((one) => [...one]);
	await writeEdgeFiles(
		site.folder,
		new Map([[MANIFEST_FILE, `${JSON.stringify(manifest)}\n`], ...files]),
		{ isSecret: holdsTokens(site, signed) },
	);
	tellFiles(site, generated);
}

type GeneratedFiles = ReadonlyMap<EdgeTarget, EdgeFiles>;

async function generateFiles(
	{ options, config, client, folder, secret }: SiteExport,
	manifest: EdgeManifest,
): Promise<GeneratedFiles> {
	const settings = {
		edge: options.edge,
		secret,
		name: basename(fileURLToPath(config.root)),
		assets: config.build.assets,
		root: config.root,
		clientFolder: client,
		edgeFolder: folder,
	};
	const generated = new Map<EdgeTarget, EdgeFiles>();
	for (const target of new Set(options.edge.targets)) {
		generated.set(target, await TARGETS[target](manifest, settings));
	}
	return generated;
}

async function publishVariants(site: SiteExport, { folder, base }: EdgeManifest): Promise<void> {
	const { targets } = site.options.edge;
	const store = openStoreFolder(new URL(`${STORE_FOLDER}/`, site.folder), { memoryBytes: 1 });
	try {
		const isPrecompressed = targets.includes('nginx');
		await writeVariantFiles(site.client, folder, store, { isPrecompressed });
	} finally {
		store.close();
	}
	// nginx would send the file to anybody.
	if (targets.some((target) => target !== 'nginx')) {
		await writeHeadersFile(site.client, folder, base);
	}
}

// What lets who has it be taken for an audience.
function holdsTokens(
	{ options, definition, secret }: SiteExport,
	signed: EdgeSignatures | null,
): boolean {
	const isPersisting = definition.segments.some(({ persist }) => persist !== undefined);
	const nginx = options.edge.targets.includes('nginx');
	return signed !== null || (nginx && isPersisting && secret !== undefined);
}

function tellFiles(site: SiteExport, generated: GeneratedFiles) {
	const { config, folder, client, hasServer, logger } = site;
	const [published, own] = [client, folder].map((url) => `${pathBelow(config.root, url)}/`);
	logger.info(
		hasServer
			? `The server is deployed as ever; ${own} is for the edge in front of it, and never published.`
			: `Publish ${published}; ${own} is for the edge alone, and never published.`,
	);
	for (const [target, files] of generated) {
		const names = [...files.keys()].map((file) => `${own}${file}`).join(', ');
		const page = hasServer ? 'cdn' : target;
		logger.info(
			`${target}: ${names}. What to do with them: docs/deploy/${page}.md of astro-choose`,
		);
	}
}
