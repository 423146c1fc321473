import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import type { z } from 'astro/zod';
import { digestValue } from '../../decisions/digest.js';
import { PRIVATE_FILE } from '../ndjson.js';

/** Milliseconds for which what was written last is kept even if nothing names it: another process may be about to. */
const GRACE = 3_600_000;

/** Keeps a JSON value under its digest, once, and returns the digest. */
export async function putContent(folder: URL, value: unknown): Promise<string> {
	const digest = digestValue(value);
	const file = fileOf(folder, digest);
	const now = new Date();
	// Its time says when it was last named.
	const isThere = await utimes(file, now, now).then(
		() => true,
		() => false,
	);
	if (isThere) return digest;
	await mkdir(folder, { recursive: true });
	const partial = new URL(`${file.href}.${process.pid}.partial`);
	await writeFile(partial, JSON.stringify(value ?? null), { mode: PRIVATE_FILE });
	await rename(partial, file);
	return digest;
}

/** Undefined when it is gone, or is not what was kept. */
export async function readContent<Schema extends z.ZodType>(
	folder: URL,
	digest: string,
	schema: Schema,
): Promise<z.output<Schema> | undefined> {
	try {
		const value: unknown = JSON.parse(await readFile(fileOf(folder, digest), 'utf8'));
		if (digestValue(value) !== digest) return undefined;
		const parsed = schema.safeParse(value);
		return parsed.success ? parsed.data : undefined;
	} catch {
		return undefined;
	}
}

/** Removes what is not named any more. */
export async function forgetContents(
	folder: URL,
	named: ReadonlySet<string>,
	now: number,
): Promise<void> {
	for (const name of await readdir(folder).catch((): string[] => [])) {
		const file = new URL(name, folder);
		if (named.has(name.replace(/\.json$/, ''))) continue;
		const { mtimeMs = now } = (await stat(file).catch(() => undefined)) ?? {};
		if (mtimeMs < now - GRACE) await rm(file, { force: true });
	}
}

function fileOf(folder: URL, digest: string): URL {
	return new URL(`./${digest}.json`, folder);
}
