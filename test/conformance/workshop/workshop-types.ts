import { z } from 'astro/zod';

/** A JSON value per order: what a test file asks of the workshop, and what it is given. */
export const urlConfigSchema = z.object({
	base: z.enum(['/', '/docs']),
	trailingSlash: z.enum(['ignore', 'always', 'never']),
	build: z.object({ format: z.enum(['directory', 'file', 'preserve']) }),
});

export const rowSchema = z.object({
	part: z.string(),
	title: z.string(),
	/** `failed`: neither what is expected nor what is declared. */
	result: z.enum(['same', 'different', 'inapplicable', 'failed']),
	/** Why it is different, or inapplicable. */
	why: z.string().optional(),
});
export type Row = z.output<typeof rowSchema>;

export const foundSchema = z.object({
	outcome: z.enum(['page', 'redirect', 'nothing', 'refused']),
	page: z.string(),
	hero: z.string(),
	isQueryLost: z.boolean(),
});

export const orderSchema = z.discriminatedUnion('order', [
	/** A built site: answered with its root. */
	z.object({
		order: z.literal('build'),
		mode: z.enum(['standalone', 'middleware', 'static']),
		config: urlConfigSchema,
	}),
	/** What Astro's own server makes of every target: answered with a list of what it found. */
	z.object({ order: z.literal('ask-astro'), config: urlConfigSchema }),
	/** The Node server in standalone mode, with everything as it comes: answered with its URL. */
	z.object({ order: z.literal('reference') }),
	/** What a suite has seen of an engine: answered with nothing. */
	z.object({ order: z.literal('record'), engine: z.string(), rows: z.array(rowSchema) }),
]);
export type Order = z.output<typeof orderSchema>;
