import { z } from 'astro/zod';
import type { BundleDigest } from './bundle-digest.js';
import { snapshotSchema, type Snapshot } from '../decisions/snapshot.js';

/** Of the index and the pack together. Another version is not read. */
export const STORE_VERSION = 3;

/** Names inside the store's folder. */
export const INDEX_FILE = 'index.json';

const natural = z.number().int().min(0);
/** Offset in the pack, length in bytes, CRC-32. */
const span = z.tuple([natural, natural, natural]);

export const bodySchema = z.object({
	/** Where each coding lies in the pack. */
	identity: span,
	br: span.optional(),
	gzip: span.optional(),
});

export const readSchema = z.object({
	kind: z.enum(['experience', 'group', 'device']),
	name: z.string(),
	locale: z.string().optional(),
	value: z.string(),
});

export const variantSchema = z.object({
	reads: z.array(readSchema),
	/** Digest of the body, the key in `bodies`. */
	body: z.string(),
	/** Response headers beyond those every varied page has. */
	headers: z.record(z.string(), z.string()),
});

export const pageSchema = z.object({
	/** The file of the default in the client folder: `pricing/index.html`. */
	file: z.string(),
	/** What a render of it needs: the request that the build made, and the route that answered. */
	request: z.object({
		url: z.string(),
		route: z.string(),
		component: z.string(),
		type: z.string(),
	}),
	/** The default first. */
	variants: z.array(variantSchema).min(1),
});

/** The default of an on-demand page, for when it cannot be rendered. */
const fallbackSchema = z.object({
	/** Astro's pattern of its route. */
	route: z.string(),
	/** The desktop's first. */
	variants: z.array(variantSchema).min(1),
});

const bundleSchema = z.object({ modules: z.array(z.string()), digest: z.string() });

/** The prerender bundle that was kept for live rendering. */
export const liveBundleSchema = bundleSchema.extend({
	/** Its entry, below the live folder. */
	entry: z.string(),
	/** Response headers of a rendering that are kept with it. */
	keepHeaders: z.array(z.string()),
});

export const storeIndexSchema = z.object({
	version: z.literal(STORE_VERSION),
	/** The server bundle this store belongs to. */
	build: bundleSchema,
	/** Absent: nothing is rendered live. */
	live: liveBundleSchema.optional(),
	/** Digest of the defaults that the build rendered. */
	defaults: z.string(),
	pack: z.object({ file: z.string(), bytes: natural }),
	/** How Astro serves the client folder. */
	routing: z.object({
		base: z.string(),
		trailingSlash: z.enum(['always', 'never', 'ignore']),
		format: z.enum(['directory', 'file', 'preserve']),
		/** All folders of the client folder; the root is the empty string. */
		folders: z.array(z.string()),
	}),
	pages: z.array(pageSchema),
	fallbacks: z.array(fallbackSchema),
	bodies: z.record(z.string(), bodySchema),
	/** Those of private segments are in a file of their own. */
	snapshots: z.array(snapshotSchema),
});

export type StoreIndex = Omit<z.output<typeof storeIndexSchema>, 'build' | 'snapshots'> & {
	readonly build: BundleDigest;
	readonly snapshots: readonly Snapshot[];
};
export type StoredPage = StoreIndex['pages'][number];
export type StoredFallback = StoreIndex['fallbacks'][number];
export type StoredVariant = StoredPage['variants'][number];
export type StoredBody = StoreIndex['bodies'][string];
export type Routing = StoreIndex['routing'];
export type LiveBundle = NonNullable<StoreIndex['live']>;
