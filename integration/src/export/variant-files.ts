import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import pLimit from 'p-limit';
import { ChooseError } from '../errors.js';
import type { VariantStore } from '../store/fs-store.js';

const compressGzip = promisify(gzip);
const compressBrotli = promisify(brotliCompress);

const TOKEN_LENGTH = 22;
/** Folders of this and of earlier builds, whole or cut off. */
const OWN_FOLDER = /^_choose-[\w-]{22}(?:\.partial)?$/;

/**
 * The name of the folder that variants lie in, with a slash at its end; nobody can guess it. With a secret it is the same for the same
 * content, without one it is another in each build.
 */
export function variantFolder(secret: string | undefined, content: string): string {
	return `_choose-${secret === undefined ? randomToken() : tokenOf(secret, content)}/`;
}

function randomToken(): string {
	return randomBytes(16).toString('base64url');
}

function tokenOf(secret: string, content: string): string {
	const key = Buffer.from(hkdfSync('sha256', secret, '', 'astro-choose variant-folder', 32));
	return createHmac('sha256', key).update(content).digest('base64url').slice(0, TOKEN_LENGTH);
}

/**
 * Writes the bodies of all pages to be published: each under its digest, without an extension, so that no host or indexer takes it for a
 * page; where they are wanted, with its `.gz` and `.br` beside it. The folder appears as a whole, and those of earlier builds go.
 *
 * @throws {ChooseError} StoreUnusable, when a body is not there as it was stored.
 */
export async function writeVariantFiles(
	client: URL,
	folder: string,
	store: Pick<VariantStore, 'index' | 'read'>,
	{ isPrecompressed }: { readonly isPrecompressed: boolean },
): Promise<void> {
	const root = fileURLToPath(client);
	const name = folder.replace(/\/$/, '');
	const partial = join(root, `${name}.partial`);
	await removeVariantFiles(client);
	const digests = new Set(
		store.index.pages.flatMap(({ variants }) => variants.map(({ body }) => body)),
	);
	await mkdir(partial, { recursive: true });
	try {
		const limit = pLimit(16);
		const write = async (digest: string) => {
			const bytes = store.read(digest, 'identity');
			if (bytes === undefined) throw lostBody(digest);
			await writeFile(join(partial, digest), bytes);
			if (!isPrecompressed) return;
			await writeFile(join(partial, `${digest}.gz`), await compressGzip(bytes));
			const br = store.read(digest, 'br') ?? (await compressBrotli(bytes));
			await writeFile(join(partial, `${digest}.br`), br);
		};
		await Promise.all([...digests].map((digest) => limit(() => write(digest))));
		await rename(partial, join(root, name));
	} catch (error) {
		await rm(partial, { recursive: true, force: true });
		throw error;
	}
}

/** Takes away the folders that earlier builds have published variants in. */
export async function removeVariantFiles(client: URL): Promise<void> {
	const entries = await readdir(client, { withFileTypes: true });
	const own = entries.filter((entry) => entry.isDirectory() && OWN_FOLDER.test(entry.name));
	for (const { name } of own) {
		await rm(join(fileURLToPath(client), name), { recursive: true, force: true });
	}
}

function lostBody(digest: string): ChooseError {
	return new ChooseError({
		name: 'StoreUnusable',
		path: digest,
		expected: 'the body of a variant as it was stored',
		found: 'other bytes, or none',
		hint: 'Build again, and see that nothing else writes into the edge folder meanwhile.',
	});
}
