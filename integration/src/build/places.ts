import { sep, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AstroConfig } from 'astro';
import { ChooseError } from '../errors.js';
import type { ResolvedOptions } from '../options.js';

/**
 * How a built site is served: by a Node server (`node`); as files, by an edge that knows their variants (`edge`); as files by any host,
 * so that everything is its default (`files`).
 */
export type Delivery = 'node' | 'edge' | 'files';

/** Where a build puts what. All are folders. */
export interface BuildPlaces {
	readonly delivery: Delivery;
	/** What is published. */
	readonly client: URL;
	/** The store's folder lies in it; never published. */
	readonly server: URL;
	readonly reports: URL;
	/** What is generated for edges; never published. */
	readonly edge: URL;
}

type Config = Pick<AstroConfig, 'root' | 'outDir' | 'publicDir'> & {
	readonly adapter?: AstroConfig['adapter'] | undefined;
	readonly build: Pick<AstroConfig['build'], 'client' | 'server'>;
};

/** @throws {ChooseError} InvalidValue, for an edge folder that would be published or that holds what is. */
export function resolvePlaces(config: Config, edge: ResolvedOptions['edge']): BuildPlaces {
	const { outDir, build } = config;
	const folder = edgeFolder(config, edge.folder);
	if (config.adapter !== undefined) {
		const { client, server } = build;
		return { delivery: 'node', client, server, reports: outDir, edge: folder };
	}
	// Astro's own `build.client` and `build.server` mean nothing here: all of `outDir` is published.
	const delivery = edge.targets.length > 0 ? 'edge' : 'files';
	return { delivery, client: outDir, server: folder, reports: folder, edge: folder };
}

function edgeFolder({ root, outDir, publicDir }: Config, written: string | undefined): URL {
	const folder =
		written === undefined
			? `${withoutSlash(fileURLToPath(outDir))}-edge`
			: resolve(fileURLToPath(root), written);
	const published = [outDir, publicDir].map((url) => withoutSlash(fileURLToPath(url)));
	const wrong = published.find((one) => isInside(folder, one) || isInside(one, folder));
	if (wrong !== undefined) {
		throw new ChooseError({
			name: 'InvalidValue',
			path: 'choose().edge.folder',
			expected: `a folder that is not published, so neither inside nor around ${wrong}`,
			found: folder,
			hint: "Name a folder beside outDir, such as edge: { folder: 'dist-edge' }.",
		});
	}
	return pathToFileURL(`${folder}${sep}`);
}

function isInside(path: string, folder: string): boolean {
	return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

function withoutSlash(path: string): string {
	return path.replace(/[/\\]+$/, '');
}
