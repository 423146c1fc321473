import { cp, mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFromSeed } from './built-site.js';
import { openSite, type FixtureSite, type ServedSite } from './fixture.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FILES = [
	'astro.config.mjs',
	'choose.seed.json',
	'package.json',
	'public',
	'src',
	'tsconfig.json',
];

/** A copy of the reference site, so that its own `dist` is left alone. */
export async function createReferenceSite(): Promise<FixtureSite> {
	const parent = join(ROOT, '.cache/fixtures');
	await mkdir(parent, { recursive: true });
	const root = await mkdtemp(join(parent, 'reference-'));
	for (const file of FILES) await cp(join(ROOT, file), join(root, file), { recursive: true });
	return openSite(root, join(ROOT, 'node_modules/astro/bin/astro.mjs'));
}

/** The reference site as its seed has it, served. */
export interface ServedReference {
	readonly site: FixtureSite;
	readonly served: ServedSite;
	/** Stops the server, and removes the copy. */
	close(): Promise<void>;
}

/** Serves the reference site, which is built once for all who ask within a run. */
export async function serveReferenceSite(): Promise<ServedReference> {
	const site = await createReferenceSite();
	await buildFromSeed(site);
	const served = await site.serve({ CHOOSE_SECRET: 'a secret of more than thirty-two bytes' });
	return {
		site,
		served,
		async close() {
			await served.stop();
			await site.remove();
		},
	};
}
