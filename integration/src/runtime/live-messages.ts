import { z } from 'astro/zod';
import { liveBundleSchema, readSchema, type StoredPage } from '../store/index-file.js';
import type { Outcome } from '../variants/reads.js';

/** What the thread is started with. */
export const liveThreadStartSchema = z.object({
	/** The live folder's URL; ends in a slash. */
	folder: z.string(),
	bundle: liveBundleSchema,
});

export type LiveThreadStart = z.output<typeof liveThreadStartSchema>;

/** A page to render, and for whom. */
export interface LiveQuestion {
	readonly id: number;
	readonly request: StoredPage['request'];
	readonly outcome: Outcome;
}

const coded = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const failureSchema = z.object({ message: z.string(), isFinal: z.boolean() });

/** What the thread says. What else is sent there, by pages that know they are in a thread, is not for us. */
export const liveReplySchema = z.discriminatedUnion('kind', [
	/** The bundle is loaded. */
	z.object({ kind: z.literal('ready') }),
	/** It cannot be; the thread ends. */
	failureSchema.extend({ kind: z.literal('unusable') }),
	z.object({
		kind: z.literal('rendered'),
		id: z.number(),
		/** By coding. */
		body: z.object({ identity: coded, br: coded.optional(), gzip: coded.optional() }),
		headers: z.record(z.string(), z.string()),
		reads: z.array(readSchema),
		ms: z.number(),
	}),
	failureSchema.extend({ kind: z.literal('failed'), id: z.number() }),
]);

export type LiveReply = z.output<typeof liveReplySchema>;
