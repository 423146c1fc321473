import { constants, openSync, readSync, closeSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { z } from 'astro/zod';
import { tracesSchema } from '../rendering/traces.js';
import type { PackedBody } from '../store/codings.js';
import { digestContent } from '../store/content-digest.js';
import { bodySchema, requestSchema, variantSchema, type StoredBody } from '../store/index-file.js';

const FILE = 'astro-choose/incremental-pages.json';
const PACK = 'astro-choose/incremental-pages.bin';

const keptVariantSchema = variantSchema.extend({ traces: tracesSchema });
const keptPageSchema = z.object({
	/** Begins the key that Astro keeps the page under. */
	prefix: z.string(),
	/** What the stylesheets of its route were. */
	styles: z.string(),
	/** The default first. */
	variants: z.tuple([keptVariantSchema], keptVariantSchema),
	request: requestSchema,
});
const keptSchema = z.object({
	version: z.literal(3),
	/** Begins every key of the builds that this was handed on by: what Astro keeps under other keys is unknown. */
	generation: z.string(),
	/** What all pages were rendered with. */
	code: z.string(),
	assets: z.string(),
	/** Paths that read something and are rendered in every build. */
	reading: z.array(z.string()),
	/** Paths that read something, with all that was rendered of them. */
	varied: z.record(z.string(), keptPageSchema),
	/** Paths that read nothing but show images, with the URLs of those. */
	images: z.record(z.string(), tracesSchema.shape.imageUrls),
	/** Where each body lies in the pack. */
	bodies: z.record(z.string(), bodySchema),
});

/** What one build keeps of its pages for the next. */
export type Kept = z.output<typeof keptSchema>;
export type KeptPage = z.output<typeof keptPageSchema>;
export type KeptVariant = z.output<typeof keptVariantSchema>;

/**
 * In Astro's cache folder, where Astro keeps its own digests of inputs: they are worth nothing without what Astro keeps beside them, no
 * server reads them, and the index, which servers and edges load, would grow by them.
 */
export interface KeptPages {
	/**
	 * One build's word on the next. It is taken away with it: a build that fails in between leaves nothing, so that the one after it
	 * renders everything.
	 */
	take(): Promise<Kept | undefined>;
	/** A body that was taken, in all its codings; undefined when it is not there as it was. */
	read(digest: string): PackedBody | undefined;
	/** `pack` holds the bodies; undefined: there are none. */
	keep(kept: Omit<Kept, 'version'>, pack: URL | undefined): Promise<void>;
}

export function createKeptPages(cacheDir: URL): KeptPages {
	const file = new URL(FILE, cacheDir);
	const pack = new URL(PACK, cacheDir);
	let bodies: Kept['bodies'] = {};
	return {
		async take() {
			try {
				const kept = keptSchema.parse(JSON.parse(await readFile(file, 'utf8')));
				({ bodies } = kept);
				return kept;
			} catch {
				return undefined;
			} finally {
				await rm(file, { force: true });
			}
		},
		read(digest) {
			const body = bodies[digest];
			const kept = body && readBody(pack, body);
			return kept !== undefined && digestContent(kept.identity) === digest ? kept : undefined;
		},
		async keep(kept, from) {
			const partial = (of: URL) => new URL(`${of.href}.${process.pid}.partial`);
			await mkdir(new URL('./', file), { recursive: true });
			if (from !== undefined) {
				await copyFile(from, partial(pack), constants.COPYFILE_FICLONE);
				await rename(partial(pack), pack);
			}
			await writeFile(partial(file), JSON.stringify({ version: 3, ...kept }));
			await rename(partial(file), file);
		},
	};
}

function readBody(pack: URL, { identity, br }: StoredBody): PackedBody | undefined {
	try {
		const file = openSync(fileURLToPath(pack), 'r');
		try {
			return {
				identity: readSpan(file, identity),
				...(br && { br: readSpan(file, br) }),
			};
		} finally {
			closeSync(file);
		}
	} catch {
		return undefined;
	}
}

function readSpan(file: number, [offset, length, checksum]: StoredBody['identity']): Buffer {
	const bytes = Buffer.alloc(length);
	readSync(file, bytes, 0, length, offset);
	if (crc32(bytes) !== checksum) throw new Error('it is not what was kept');
	return bytes;
}
