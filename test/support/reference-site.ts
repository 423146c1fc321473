import { cp, mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSite, type FixtureSite } from './fixture.js';

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
