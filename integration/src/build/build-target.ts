import type { AstroConfig } from 'astro';
import { readSecret } from '../connection.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import { emptyEdgeFolder, listEdgeFiles } from '../export/edge-folder.js';
import { checkEdgeSecret } from '../export/edge-secret.js';
import { checkExportable } from '../export/exportable.js';
import type { ResolvedOptions } from '../options.js';
import { INDEX_FILE } from '../store/index-file.js';
import { STORE_FOLDER } from '../store/bundle-digest.js';
import { REPORT_FILES } from './reporters/write-reports.js';
import { resolvePlaces, type BuildPlaces } from './places.js';

/** What a build is for. */
export interface BuildTarget {
	readonly places: BuildPlaces;
	/** `CHOOSE_SECRET`, where there is an edge that needs to know. */
	readonly secret: string | undefined;
}

export interface TargetedSite {
	readonly definition: ChooseDefinition;
	readonly options: Pick<ResolvedOptions, 'edge'>;
	readonly config: AstroConfig;
}

/**
 * Finds out how a site will be served, and whether that is possible.
 *
 * @throws {ChooseError} InvalidValue, NotExportable, MissingSecret.
 */
export function resolveTarget({ definition, options, config }: TargetedSite): BuildTarget {
	const places = resolvePlaces(config, options.edge);
	const { targets } = options.edge;
	if (targets.length === 0) return { places, secret: undefined };
	const plan = { targets, hasServer: places.delivery === 'node' };
	checkExportable(definition, plan);
	const secret = readSecret(config.root, 'production');
	checkEdgeSecret(secret, plan);
	return { places, secret };
}

/** Takes away what an earlier build has left for edges, and notes what this one will write there first. */
export async function prepareEdgeFolder({ delivery, edge }: BuildPlaces): Promise<void> {
	await emptyEdgeFolder(edge);
	if (delivery !== 'edge') return;
	await listEdgeFiles(edge, [`${STORE_FOLDER}/${INDEX_FILE}`, ...Object.values(REPORT_FILES)]);
}
