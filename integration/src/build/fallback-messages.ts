import { z } from 'astro/zod';
import { DEVICES } from '../constants.js';
import { readSchema } from '../store/index-file.js';

/** An on-demand page, with the request that renders its default. */
export interface FallbackPage {
	/** With `site` as origin. */
	readonly url: string;
	/** Astro's pattern of the route, and the component behind it. */
	readonly route: string;
	readonly component: string;
}

/** What the process that renders defaults is asked. */
export const questionSchema = z.object({
	id: z.number(),
	url: z.string(),
	route: z.string(),
	component: z.string(),
	device: z.enum(DEVICES),
});

/** What it answers, by the question's id: what else the process sends is not for us. The answer is the rendering, or why there is none; neither when the page does not want one. */
export const replySchema = z.object({
	id: z.number(),
	rendered: z
		.object({
			status: z.number(),
			statusText: z.string(),
			headers: z.array(z.tuple([z.string(), z.string()])),
			bytes: z.instanceof(Uint8Array).nullable(),
			reads: z.array(readSchema),
			setsCookie: z.boolean(),
			ms: z.number(),
		})
		.optional(),
	failure: z.string().optional(),
});

export type Question = z.output<typeof questionSchema>;
export type Reply = z.output<typeof replySchema>;
export type Answer = Omit<Reply, 'id'>;
