import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ENTRY = 'virtual:astro-choose/edge-entry';

export interface EdgeBundle {
	/** The module of `edge/` that the code comes from, without its extension. */
	readonly module: string;
	/** What of it is used. */
	readonly name: string;
	/** An expression: what the bundle exports. In it, `manifest` is the manifest. */
	readonly expression: string;
	/** Where the bundle imports the manifest from, relative to itself. */
	readonly manifest: string;
}

/** Bundles code of `edge/` into one module, which imports nothing but the manifest. */
export async function bundleEdge(bundle: EdgeBundle): Promise<string> {
	const module = fileURLToPath(new URL(`../edge/${bundle.module}`, import.meta.url));
	const source = `import manifest from ${JSON.stringify(bundle.manifest)};
import { ${bundle.name} } from ${JSON.stringify(module)};
export default ${bundle.expression};
`;
	const built = await build({
		configFile: false,
		envDir: false,
		publicDir: false,
		logLevel: 'error',
		plugins: [
			{
				name: 'astro-choose:edge-entry',
				enforce: 'pre',
				resolveId: (id) => {
					if (id === ENTRY) return `\0${ENTRY}`;
					return id === bundle.manifest ? { id, external: true } : undefined;
				},
				load: (id) => (id === `\0${ENTRY}` ? source : undefined),
			},
		],
		build: {
			write: false,
			target: 'es2022',
			minify: true,
			modulePreload: false,
			rolldownOptions: {
				input: ENTRY,
				preserveEntrySignatures: 'strict',
				output: { format: 'es', entryFileNames: 'edge.js', codeSplitting: false },
			},
		},
	});
	const outputs = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
	const [chunk, ...others] = outputs;
	if (chunk?.type !== 'chunk' || others.length > 0)
		throw new Error('the edge bundle is not one module');
	return chunk.code;
}
