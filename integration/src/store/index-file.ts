import { z } from 'astro/zod';
import type { Snapshot } from '../decisions/snapshot.js';
import type { Read } from '../variants/reads.js';
import type { BundleDigest } from './bundle-digest.js';

/** Of the index and the pack together. Another version is not read. */
export const STORE_VERSION = 5;

/** Names inside the store's folder. */
export const INDEX_FILE = 'index.json';

export const natural = z.number().int().min(0);
/** Offset in the pack, length in bytes, CRC-32. */
export const span = z.tuple([natural, natural, natural]);

export const bodySchema = z.object({
	/** Where each coding lies in the pack. */
	identity: span,
	br: span.optional(),
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

/** The request that the build made for a page, and the route that answered: what a render of it needs. */
export const requestSchema = z.object({
	url: z.string(),
	route: z.string(),
	component: z.string(),
	type: z.string(),
});

/** The default of an on-demand page, for when it cannot be rendered. */
export const fallbackSchema = z.object({
	/** Astro's pattern of its route. */
	route: z.string(),
	/** The desktop's first. */
	variants: z.array(variantSchema).min(1),
});

export const bundleSchema = z.object({ modules: z.array(z.string()), digest: z.string() });

/** The prerender bundle that was kept for live rendering. */
export const liveBundleSchema = bundleSchema.extend({
	/** Its entry, below the live folder. */
	entry: z.string(),
	/** Response headers of a rendering that are kept with it. */
	keepHeaders: z.array(z.string()),
});

/** How Astro serves the client folder. */
export const routingSchema = z.object({
	base: z.string(),
	trailingSlash: z.enum(['always', 'never', 'ignore']),
	format: z.enum(['directory', 'file', 'preserve']),
	/** All folders of the client folder; the root is the empty string. */
	folders: z.array(z.string()),
});

/** What a variant's rendering read, where its body lies, and its response headers beyond those that every varied page has. */
export interface StoredVariant {
	readonly reads: readonly Read[];
	/** Digest of the body. */
	readonly body: string;
	readonly headers: Readonly<Record<string, string>>;
}

/** What the variants of a page read, in their order. Pages of a build for which it is equal have the same object. */
export type PageShape = readonly (readonly Read[])[];

export interface StoredPage {
	/** The file of the default in the client folder: `pricing/index.html`. */
	readonly file: string;
	readonly request: z.output<typeof requestSchema>;
	/** The default first. */
	readonly variants: readonly StoredVariant[];
	/** Undefined: it is not known whether another page has an equal one. */
	readonly shape?: PageShape | undefined;
}

/** The default of an on-demand page. */
export interface StoredFallback {
	readonly route: string;
	readonly variants: readonly StoredVariant[];
}

export type StoredBody = z.output<typeof bodySchema>;
export type Routing = z.output<typeof routingSchema>;
export type LiveBundle = z.output<typeof liveBundleSchema>;

/** All that is known of a store, as a build puts it together. */
export interface StoreIndex {
	/** The server bundle this store belongs to. */
	readonly build: BundleDigest;
	/** Absent: nothing is rendered live. */
	readonly live?: LiveBundle | undefined;
	/** Digest of the defaults that the build rendered. */
	readonly defaults: string;
	readonly pack: { readonly file: string; readonly bytes: number };
	readonly routing: Routing;
	readonly pages: readonly StoredPage[];
	readonly fallbacks: readonly StoredFallback[];
	/** By their digests. */
	readonly bodies: Readonly<Record<string, StoredBody>>;
	/** Those of private segments are in a file of their own. */
	readonly snapshots: readonly Snapshot[];
}
