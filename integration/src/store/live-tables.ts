import { z } from 'astro/zod';

const sheetSchema = z.discriminatedUnion('type', [
	z.object({ type: z.literal('inline'), content: z.string() }),
	z.object({ type: z.literal('external'), src: z.string() }),
]);

/** What a build rendered its pages with that is not in their bundle. */
export const liveTablesSchema = z.object({
	images: z.object({
		/** The URL of each image, by what it was asked for with. */
		urls: z.record(z.string(), z.string()),
		/** Originals that are not in the client folder. */
		deleted: z.array(z.string()),
	}),
	/** Stylesheets of pages that have them in another order than their route, by {@link sheetsKey}. */
	sheets: z.record(z.string(), z.array(sheetSchema)),
});

export type LiveTables = z.output<typeof liveTablesSchema>;

export function sheetsKey({
	route,
	url,
}: {
	readonly route: string;
	readonly url: string;
}): string {
	return `${route} ${url}`;
}
