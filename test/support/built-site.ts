import { createHash } from 'node:crypto';
import { constants, existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readTree, startFixtureEmulator, type FixtureSite } from './fixture.js';
import type { Env, FinishedProcess } from './process.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CACHE = join(ROOT, '.cache/built');
/** What a build leaves in a site. `node_modules` holds the caches of Astro and Vite. */
const LEFT_BY_BUILD = ['dist', 'dist-edge', '.astro', 'node_modules'];
/**
 * Milliseconds after which a build is made anew. Decisions age: a server takes these for as fresh as if the site had just been built,
 * because it is told to ask again after one second, or after an hour.
 */
const FRESH = 1_800_000;
const POLL = 50;

/**
 * Runs `astro build`, or copies what it left behind the last half hour when the same files were built with the same environment,
 * package, dependencies and Node. A build that fails is not kept. Processes that want the same build wait for the one that makes it.
 *
 * Choose is asked, and `INTEMPT_API_URL` matters, only when something is built. A test that counts the calls, has Choose misbehave, or
 * builds again with the decisions that a build has kept (which are those of one URL), uses `site.build` instead.
 */
export async function buildOnce(site: FixtureSite, env: Env): Promise<FinishedProcess> {
	const folder = join(CACHE, await digestOf(site, env));
	const release = await lock(`${folder}.lock`);
	try {
		const kept = await readOutput(folder);
		if (kept !== undefined) {
			await copyBuild(folder, site.root);
			return { code: 0, output: kept };
		}
		const built = await site.build(env);
		if (built.code === 0) await keep(site.root, folder, built.output);
		return built;
	} finally {
		await release();
	}
}

/** Has the emulator decide what the seed says, and builds with `buildOnce`. Throws what the build printed when it fails. */
export async function buildFromSeed(site: FixtureSite, env: Env = {}): Promise<FinishedProcess> {
	const { emulator, env: connection } = await startFixtureEmulator(site);
	const built = await buildOnce(site, { ...connection, ...env });
	await emulator.close();
	if (built.code !== 0) throw new Error(built.output);
	return built;
}

async function keep(root: string, folder: string, output: string): Promise<void> {
	await rm(folder, { recursive: true, force: true });
	const parts = await mkdtemp(`${folder}-`);
	await copyBuild(root, parts);
	const file = await open(join(parts, 'output.txt'), 'w');
	await file.writeFile(output);
	await file.close();
	await rename(parts, folder);
	await prune();
}

async function copyBuild(from: string, to: string): Promise<void> {
	for (const name of LEFT_BY_BUILD) {
		await rm(join(to, name), { recursive: true, force: true });
		if (!existsSync(join(from, name))) continue;
		await cp(join(from, name), join(to, name), {
			recursive: true,
			mode: constants.COPYFILE_FICLONE,
		});
	}
}

/** What the build printed; undefined when there is none, or it is too old. */
async function readOutput(folder: string): Promise<string | undefined> {
	const file = join(folder, 'output.txt');
	const made = await stat(file).catch(() => undefined);
	if (made === undefined || Date.now() - made.mtimeMs > FRESH) return undefined;
	return readFile(file, 'utf8');
}

async function prune(): Promise<void> {
	for (const name of await readdir(CACHE)) {
		const path = join(CACHE, name);
		const { mtimeMs = Date.now() } = (await stat(path).catch(() => undefined)) ?? {};
		if (Date.now() - mtimeMs > 2 * FRESH) await rm(path, { recursive: true, force: true });
	}
}

async function digestOf(site: FixtureSite, env: Env): Promise<string> {
	const hash = createHash('sha256');
	// Each part with its length, so that no two lists of parts are the same bytes.
	const add = (part: string | Buffer) => hash.update(`${part.length} `).update(part);
	add(process.version);
	add(await digestOfPackage());
	for (const [file, bytes] of await readTree(site.root)) {
		if (LEFT_BY_BUILD.some((name) => file.startsWith(`${name}/`))) continue;
		add(file);
		add(bytes);
	}
	const { INTEMPT_API_URL: _, ...others } = env;
	add(JSON.stringify(Object.entries(others).sort(([a], [b]) => a.localeCompare(b))));
	return hash.digest('hex').slice(0, 32);
}

let ofPackage: Promise<string> | undefined;

/** Of everything that a build takes from outside the site: the package, and the versions of all others. */
function digestOfPackage(): Promise<string> {
	ofPackage ??= (async () => {
		const hash = createHash('sha256');
		for (const folder of ['dist', 'components']) {
			const files = await readTree(join(ROOT, 'integration', folder));
			if (files.size === 0) throw new Error(`there is nothing in integration/${folder}`);
			for (const [file, bytes] of files) hash.update(`${file} ${bytes.length} `).update(bytes);
		}
		for (const file of ['integration/package.json', 'package-lock.json']) {
			hash.update(readFileSync(join(ROOT, file)));
		}
		return hash.digest('hex');
	})();
	return ofPackage;
}

/** Waits until no other process holds the lock, then holds it. One that has ended without a word holds none. */
async function lock(file: string): Promise<() => Promise<void>> {
	await mkdir(CACHE, { recursive: true });
	for (;;) {
		try {
			const handle = await open(file, 'wx');
			await handle.writeFile(String(process.pid));
			await handle.close();
			return () => rm(file, { force: true });
		} catch (error) {
			if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
		}
		const holder = Number(await readFile(file, 'utf8').catch(() => ''));
		// Without a number in it, it is being written, or is gone.
		if (holder > 0 && !isRunning(holder)) await rm(file, { force: true });
		else await delay(POLL);
	}
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}
