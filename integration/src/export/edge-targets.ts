import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EdgeManifest } from '../edge/edge-manifest.js';
import type { ResolvedOptions } from '../options.js';
import { cloudflareFiles } from './cloudflare-files.js';
import type { EdgeFiles } from './export-types.js';
import type { EdgeTarget } from './exportable.js';
import { nginxFiles } from './nginx/nginx-files.js';
import { netlifyFiles } from './netlify-files.js';

/** What the files of a target are written with, beside the manifest. */
export interface TargetSettings {
	readonly edge: ResolvedOptions['edge'];
	readonly secret: string | undefined;
	/** Of the site. */
	readonly name: string;
	/** The folder of Astro's assets below the published one. */
	readonly assets: string;
	readonly root: URL;
	readonly clientFolder: URL;
	readonly edgeFolder: URL;
}

export type WriteTarget = (
	manifest: EdgeManifest,
	settings: TargetSettings,
) => EdgeFiles | Promise<EdgeFiles>;

/** What is generated for each target. */
export const TARGETS: Readonly<Record<EdgeTarget, WriteTarget>> = {
	nginx: (manifest, { edge, secret, assets }) =>
		nginxFiles(manifest, {
			brotliModule: edge.nginx.brotliModule,
			maxAge: edge.maxAge,
			secret,
			assetsFolder: assets,
		}),
	cloudflare: cloudflareFiles,
	netlify: (manifest, { assets, root, edgeFolder }) =>
		netlifyFiles(manifest, { assets, edgeFolder: pathBelow(root, edgeFolder) }),
};

/** The path of a folder as it is written, without a slash at its end. */
export function pathBelow(root: URL, folder: URL): string {
	return relative(fileURLToPath(root), fileURLToPath(folder)).split(sep).join('/');
}
