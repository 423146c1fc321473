import type { EdgeManifest } from '../edge/edge-manifest.js';
import { bundleEdge } from './bundle-edge.js';
import type { EdgeFiles } from './export-types.js';
import { manifestModule } from './manifest-module.js';

const FOLDER = 'netlify';
const FUNCTIONS = `${FOLDER}/edge-functions`;

export interface NetlifyOptions {
	/** The folder of Astro's assets below the published one (`build.assets`): nothing in it is varied. Default: `_astro`. */
	readonly assets?: string | undefined;
	/** The edge folder, relative to the site's base directory at Netlify. Default: `dist-edge`. */
	readonly edgeFolder?: string | undefined;
}

/** An edge function, its manifest, and what is to be added to `netlify.toml`. */
export async function netlifyFiles(
	manifest: EdgeManifest,
	{ assets = '_astro', edgeFolder = 'dist-edge' }: NetlifyOptions = {},
): Promise<EdgeFiles> {
	const { base, folder } = manifest;
	const config = {
		path: base === '' ? '/*' : [base, `${base}/*`],
		excludedPath: [...new Set([`/${folder}*`, `${base}/${folder}*`, `${base}/${assets}/*`])],
		method: ['GET', 'HEAD'],
		onError: 'bypass',
	};
	const code = await bundleEdge({
		manifest: '../manifest.js',
		module: 'netlify',
		name: 'createEdgeFunction',
		expression: "createEdgeFunction(manifest, () => globalThis.Netlify?.env.get('CHOOSE_SECRET'))",
	});
	return new Map([
		// Netlify reads the declaration without running the code: it is written out, not computed.
		[
			`${FUNCTIONS}/choose.js`,
			`${code.trimEnd()}\nexport const config = ${JSON.stringify(config)};\n`,
		],
		// Every module of the other folder would be taken for a function.
		[`${FOLDER}/manifest.js`, manifestModule(manifest)],
		[`${FOLDER}/netlify.toml`, tomlFragment(manifest, edgeFolder)],
	]);
}

function tomlFragment({ base }: EdgeManifest, edgeFolder: string): string {
	return `# Written by astro-choose at each build; add it to the netlify.toml of the site.
[build]
  # Relative to the site's base directory: the folder beside this file.
  edge_functions = ${JSON.stringify(`${edgeFolder}/${FUNCTIONS}`)}
${
	base === ''
		? ''
		: `
# The published folder holds what lies below ${base}.
[[redirects]]
  from = ${JSON.stringify(`${base}/*`)}
  to = "/:splat"
  status = 200
`
}`;
}
