import { z } from 'astro/zod';
import { snapshotSchema } from '../decisions/snapshot.js';
import {
	bundleSchema,
	fallbackSchema,
	liveBundleSchema,
	natural,
	readSchema,
	requestSchema,
	routingSchema,
	type StoreIndex,
} from './index-file.js';

/**
 * The index as it is written. What repeats (a read, what a rendering read, what a page's variants read, headers, the routes of requests)
 * stands once, in a table, and is named by its place there; pages and bodies are columns.
 */
export type IndexColumns = Omit<z.output<typeof indexColumnsSchema>, keyof AsTheyAre> & AsTheyAre;
type AsTheyAre = Pick<StoreIndex, 'build' | 'fallbacks' | 'snapshots'>;

// A schema for each number costs 0.3 ms for a thousand of them, and a site has a million.
const column = (least: number) =>
	z.custom<readonly number[]>(
		(value) =>
			Array.isArray(value) && value.every((one) => Number.isSafeInteger(one) && one >= least),
		`whole numbers from ${least}`,
	);
const numbers = column(0);
const texts = z.custom<readonly string[]>(
	(value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
	'texts',
);

/** Where bodies lie in the pack in one coding. */
const spans = z.object({
	/** -1: it is not kept in this coding. */
	offset: column(-1),
	length: numbers,
	/** CRC-32. */
	checksum: numbers,
});
export type SpanColumns = z.output<typeof spans>;

export const indexColumnsSchema = z.object({
	build: bundleSchema,
	live: liveBundleSchema.optional(),
	defaults: z.string(),
	pack: z.object({ file: z.string(), bytes: natural }),
	routing: routingSchema,
	fallbacks: z.array(fallbackSchema),
	snapshots: z.array(snapshotSchema),
	reads: z.array(readSchema),
	/** What one rendering read: places in `reads`. */
	readings: z.array(numbers),
	/** What the variants of a page read: places in `readings`. */
	shapes: z.array(numbers),
	headers: z.array(z.record(z.string(), z.string())),
	/** Requests without what is each page's own. */
	requests: z.array(requestSchema.omit({ url: true }).extend({ origin: z.string() })),
	pages: z.object({
		file: texts,
		/** What follows the origin in the URL of the request. */
		path: texts,
		/** Places in `requests` and `shapes`. */
		request: numbers,
		shape: numbers,
		/** Of each variant of each page in turn: places in `bodies` and `headers`. */
		body: numbers,
		headers: numbers,
	}),
	bodies: z.object({
		/** In order, each once. */
		digest: texts,
		identity: spans,
		br: spans,
	}),
});
