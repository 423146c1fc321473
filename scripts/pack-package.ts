import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'astro/zod';

const packSchema = z
	.array(
		z.object({
			filename: z.string(),
			size: z.number(),
			unpackedSize: z.number(),
			files: z.array(z.object({ path: z.string() })).min(1),
		}),
	)
	.length(1);

export interface PackedPackage extends AsyncDisposable {
	/** The path of the tarball, in a folder that goes with this object. */
	readonly tarball: string;
	readonly bytes: number;
	readonly unpackedBytes: number;
	readonly files: readonly string[];
}

/** Packs the package as it was built last, as `npm publish` would. */
export async function packPackage(): Promise<PackedPackage> {
	const folder = await mkdtemp(join(tmpdir(), 'astro-choose-'));
	const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
	const cwd = fileURLToPath(new URL('../integration/', import.meta.url));
	const { stdout } = await promisify(execFile)('npm', args, { cwd });
	const [packed] = packSchema.parse(JSON.parse(stdout));
	if (packed === undefined) throw new Error('npm packed nothing.');
	return {
		tarball: join(folder, packed.filename),
		bytes: packed.size,
		unpackedBytes: packed.unpackedSize,
		files: packed.files.map(({ path }) => path),
		[Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
	};
}
