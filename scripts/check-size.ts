/**
 * Measures what a site downloads and installs for this package, beside Astro and its adapter, and fails above the limits below: raise
 * one in the change that needs it, so that a review sees it.
 */
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'astro/zod';
import { packPackage } from './pack-package.ts';

const LIMITS = {
	/** Kilobytes. */
	tarball: 310,
	/** Files in it. */
	files: 435,
	/** Kilobytes of the package, unpacked. */
	unpacked: 1_000,
	/** Packages that come with it and that neither Astro nor the adapter brings. */
	packages: 4,
	/** Kilobytes of the package and of those. */
	installed: 3_500,
} as const;

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PACKAGE = 'integration';

const namesSchema = z.record(z.string(), z.string()).default({});
const lockedSchema = z.object({
	dependencies: namesSchema,
	optionalDependencies: namesSchema,
	peerDependencies: namesSchema,
	peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean() })).default({}),
});
type Locked = z.output<typeof lockedSchema>;
const { packages: locked } = z
	.object({ packages: z.record(z.string(), lockedSchema) })
	.parse(JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')));

await using packed = await packPackage();
const { dependencies, peerDependencies } = read(PACKAGE);
const brought = listInstalled(Object.keys(peerDependencies));
const own = [...listInstalled(Object.keys(dependencies))].filter((path) => !brought.has(path));
const sizes = await Promise.all(own.map((path) => bytesOf(join(ROOT, path))));
const bytes = sizes.reduce((sum, size) => sum + size, packed.unpackedBytes);

const measured = {
	tarball: inKilobytes(packed.bytes),
	files: packed.files.length,
	unpacked: inKilobytes(packed.unpackedBytes),
	packages: own.length,
	installed: inKilobytes(bytes),
} satisfies Record<keyof typeof LIMITS, number>;
console.log(`Packages beside Astro's: ${own.map(nameOf).toSorted().join(', ')}`);
for (const name of ['tarball', 'files', 'unpacked', 'packages', 'installed'] as const) {
	const isOver = measured[name] > LIMITS[name];
	console.log(`${name}: ${measured[name]} (limit ${LIMITS[name]})${isOver ? ': too much' : ''}`);
	if (isOver) process.exitCode = 1;
}

/** The places of packages and of all that they need, as the lockfile has them and as they are installed on this system. */
function listInstalled(names: readonly string[]): Set<string> {
	const found = new Set<string>();
	const add = (from: string, wanted: readonly string[]) => {
		for (const name of wanted) {
			const path = find(from, name);
			if (path === undefined || found.has(path)) continue;
			found.add(path);
			add(path, needsOf(read(path)));
		}
	};
	add(PACKAGE, names);
	return found;
}

/** npm installs peers too, other than optional ones. */
function needsOf(one: Locked): readonly string[] {
	const isWanted = (name: string) => one.peerDependenciesMeta[name]?.optional !== true;
	const peers = Object.keys(one.peerDependencies).filter(isWanted);
	return [...peers, ...Object.keys({ ...one.dependencies, ...one.optionalDependencies })];
}

/** Where Node finds a package: beside the package that needs it, or above. Undefined for one of another system. */
function find(from: string, name: string): string | undefined {
	for (
		let folder = from;
		;
		folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))
	) {
		const path = `${folder}/node_modules/${name}`.replace(/^\//, '');
		if (path in locked && existsSync(join(ROOT, path))) return path;
		if (folder === '') return undefined;
	}
}

function read(path: string): Locked {
	const found = locked[path];
	if (found === undefined) throw new Error(`package-lock.json has no ${path}.`);
	return found;
}

async function bytesOf(folder: string): Promise<number> {
	let sum = 0;
	for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
		const path = join(entry.parentPath, entry.name);
		// Packages inside are counted where they are needed.
		if (!entry.isFile() || path.slice(folder.length).includes('/node_modules/')) continue;
		sum += (await stat(path)).size;
	}
	return sum;
}

function nameOf(path: string): string {
	return path.replace(/^.*node_modules\//, '');
}

function inKilobytes(bytes: number): number {
	return Math.round(bytes / 1000);
}
