import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ASTRO, openSite, type FixtureSite } from '../fixture.js';
import type { Env } from '../process.js';
import { buildWithAstro } from './builder.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const CACHE = join(ROOT, '.cache/astro-alone');
/** Stands in a site's folder once it is built; its time is when the site was last used. */
const BUILT = '.built';
const DAYS_KEPT = 14;

export interface PlainBuildOptions {
	/** Shares no process with other builds, which is slower. Default: false. */
	readonly inOwnProcess?: boolean | undefined;
}

/**
 * Builds a site without the integration from its files, or finds the one that was built of the same files, environment and packages.
 * Others may read it at the same time: nothing of it is to be changed.
 */
export async function buildPlainSite(
	files: ReadonlyMap<string, Buffer>,
	env: Env,
	{ inOwnProcess = false }: PlainBuildOptions = {},
): Promise<Pick<FixtureSite, 'root' | 'serve'>> {
	const digest = await digestOf(files, env);
	const known = await findBuilt(digest);
	if (known !== undefined) {
		const now = new Date();
		await utimes(join(known, BUILT), now, now);
		return openSite(known, ASTRO);
	}
	await removeUnused();
	await mkdir(CACHE, { recursive: true });
	// A build knows its folder by name, so it is made where it stays.
	const root = await mkdtemp(join(CACHE, `${digest}-`));
	for (const [name, bytes] of files) {
		await mkdir(dirname(join(root, name)), { recursive: true });
		await writeFile(join(root, name), bytes);
	}
	const site = openSite(root, ASTRO);
	if (inOwnProcess) {
		const { code, output } = await site.build(env);
		if (code !== 0) throw new Error(`Astro alone did not build ${root}:\n${output}`);
	} else {
		await buildWithAstro(root, env);
	}
	await writeFile(join(root, BUILT), '');
	return site;
}

async function findBuilt(digest: string): Promise<string | undefined> {
	const names = existsSync(CACHE) ? await readdir(CACHE) : [];
	return names
		.filter((name) => name.startsWith(`${digest}-`))
		.map((name) => join(CACHE, name))
		.find((folder) => existsSync(join(folder, BUILT)));
}

/** Removes what has not been used for days, and what was never finished. */
async function removeUnused(): Promise<void> {
	const oldest = Date.now() - DAYS_KEPT * 86_400_000;
	for (const name of existsSync(CACHE) ? await readdir(CACHE) : []) {
		const folder = join(CACHE, name);
		const file = [join(folder, BUILT), folder].find(existsSync);
		if (file !== undefined && (await stat(file)).mtimeMs < oldest)
			await rm(folder, { recursive: true, force: true });
	}
}

/** Of everything that such a build is made of: the site, its environment, every locked package, Node, and what pages use of ours. */
async function digestOf(files: ReadonlyMap<string, Buffer>, env: Env): Promise<string> {
	const hash = createHash('sha256');
	hash.update(JSON.stringify([process.version, Object.entries(env).toSorted()]));
	for (const file of ['package-lock.json', 'test/support/astro-alone/builder-process.ts']) {
		hash.update(await readFile(join(ROOT, file)));
	}
	for (const tree of [files, await componentSources()]) {
		for (const [name, bytes] of tree) hash.update(`\0${name}\0${bytes.length}\0`).update(bytes);
	}
	return hash.digest('hex').slice(0, 32);
}

let sources: Promise<ReadonlyMap<string, Buffer>> | undefined;

/** The package's components, and every module of the package that they import. */
function componentSources(): Promise<ReadonlyMap<string, Buffer>> {
	sources ??= readComponentSources();
	return sources;
}

const IMPORTED = /^\s*(?:import|export)\b(?!\s+type\b)[^'"]*['"](\.{1,2}\/[^'"]+)['"]/gm;

async function readComponentSources(): Promise<ReadonlyMap<string, Buffer>> {
	const folder = join(ROOT, 'integration/components');
	const found = new Map<string, Buffer>();
	const waiting = (await readdir(folder)).map((name) => join(folder, name));
	for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
		if (found.has(file)) continue;
		const bytes = await readFile(file);
		found.set(file, bytes);
		for (const [, specifier = ''] of bytes.toString().matchAll(IMPORTED)) {
			waiting.push(resolve(dirname(file), specifier));
		}
	}
	if (found.size < 10) throw new Error('the components’ own modules were not found');
	return new Map([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
