import { pathToFileURL } from 'node:url';
import type { EdgeManifest } from '../edge/edge-manifest.js';
import type { ResolvedOptions } from '../options.js';
import { cloudflareFiles } from './cloudflare-files.js';
import type { EdgeFiles } from './export-types.js';
import type { EdgeTarget } from './exportable.js';

/** What the files of a target are written with, beside the manifest. */
export interface TargetSettings {
	readonly edge: ResolvedOptions['edge'];
	readonly secret: string | undefined;
	/** Of the site, as a host may call it: lower-case letters, digits and dashes. */
	readonly name: string;
	/** Absolute paths, without a slash at their end. */
	readonly clientFolder: string;
	readonly edgeFolder: string;
}

export type WriteTarget = (
	manifest: EdgeManifest,
	settings: TargetSettings,
) => EdgeFiles | Promise<EdgeFiles>;

/** What is generated for each target. */
export const TARGETS: Readonly<Partial<Record<EdgeTarget, WriteTarget>>> = {
	cloudflare: (manifest, { clientFolder, edgeFolder, name }) =>
		cloudflareFiles(manifest, {
			clientFolder: pathToFileURL(`${clientFolder}/`),
			edgeFolder: pathToFileURL(`${edgeFolder}/`),
			name,
		}),
};
