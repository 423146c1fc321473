import { posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EdgeManifest } from '../edge/edge-manifest.js';
import { bundleEdge } from './bundle-edge.js';
import type { EdgeFiles } from './export-types.js';
import { manifestModule } from './manifest-module.js';

export interface CloudflareOptions {
	/** The published folder. */
	readonly clientFolder: URL;
	/** Where the files will lie. */
	readonly edgeFolder: URL;
	/** Of the site; the worker is named after it. */
	readonly name: string;
	/** The folder of Astro's assets below the published one (`build.assets`): nothing in it is varied. Default: `_astro`. */
	readonly assets?: string | undefined;
}

const FOLDER = 'cloudflare';
/** Of the runtime that the worker is tested with. */
const COMPATIBILITY_DATE = '2026-01-01';

const HTML_HANDLING = {
	always: 'force-trailing-slash',
	never: 'drop-trailing-slash',
	ignore: 'auto-trailing-slash',
} as const satisfies Record<EdgeManifest['trailingSlash'], string>;

/** A worker, its manifest, and what wrangler deploys it with. */
export async function cloudflareFiles(
	manifest: EdgeManifest,
	options: CloudflareOptions,
): Promise<EdgeFiles> {
	const worker = await bundleEdge({
		manifest: './manifest.js',
		...(manifest.signed === null
			? {
					module: 'static-worker',
					name: 'createStaticWorker',
					expression: 'createStaticWorker(manifest)',
				}
			: {
					module: 'origin-worker',
					name: 'createOriginWorker',
					expression: 'createOriginWorker(manifest, manifest.signed)',
				}),
	});
	return new Map([
		[`${FOLDER}/worker.js`, worker],
		[`${FOLDER}/manifest.js`, manifestModule(manifest)],
		[`${FOLDER}/wrangler.jsonc`, wranglerConfig(manifest, options)],
	]);
}

function wranglerConfig(manifest: EdgeManifest, options: CloudflareOptions): string {
	const { assets = '_astro', name, clientFolder, edgeFolder } = options;
	const { base, signed, trailingSlash, segments } = manifest;
	const isPersisting = segments.some(({ persist }) => persist !== undefined);
	const config = {
		name: workerName(name),
		main: 'worker.js',
		compatibility_date: COMPATIBILITY_DATE,
		...(signed === null && {
			assets: {
				directory: pathFrom(new URL(`${FOLDER}/`, edgeFolder), clientFolder),
				binding: 'ASSETS',
				html_handling: HTML_HANDLING[trailingSlash],
				not_found_handling: '404-page',
				// Below a base, even what is never varied lies elsewhere than it is asked for.
				run_worker_first: base === '' ? ['/*', `!/${assets}/*`] : true,
			},
		}),
	};
	const notes = [
		'Written by astro-choose at each build. Deploy with: npx wrangler deploy --config <this file>',
		'What is not in here goes behind that: --name, --route, --var.',
		...(isPersisting
			? [
					'Visitors are kept in segments, once this was set: npx wrangler secret put CHOOSE_SECRET --config <this file>',
				]
			: []),
		...(signed === null
			? []
			: [
					'The worker stands before the origin: --route "www.example.com/*" where Cloudflare has the address of the origin already, else --var ORIGIN:https://origin.example.com',
					'manifest.js says who may choose an audience: keep it as you keep CHOOSE_SECRET.',
				]),
	];
	return `${notes.map((note) => `// ${note}\n`).join('')}${JSON.stringify(config, null, '\t')}\n`;
}

/** A name that Cloudflare accepts: lower-case letters, digits and dashes, at most 63. */
function workerName(name: string): string {
	const written = name.toLowerCase().replace(/[^a-z\d]+/g, '-');
	return written.slice(0, 63).replace(/^-+|-+$/g, '') || 'site';
}

function pathFrom(from: URL, to: URL): string {
	const path = relative(fileURLToPath(from), fileURLToPath(to)).split(sep).join(posix.sep);
	return path.startsWith('.') ? path : `./${path}`;
}
