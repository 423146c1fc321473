import type { AstroPrerenderer } from 'astro';
import { z } from 'astro/zod';

type Result = Awaited<ReturnType<AstroPrerenderer['render']>>;
type Metadata = NonNullable<Exclude<Result, Response>['metadata']>;
type StaticImage = Metadata['staticImages'][number];

/** What a rendering needs of a build beside its bytes, as Astro tells it (`PrerenderRenderMetadata`). */
export const tracesSchema = z.object({
	/** The content entries that were rendered, by the paths of their files. */
	contentEntryKeys: z.array(z.string()),
	/** The images to generate. */
	staticImages: z.array(
		z.object({
			originalPath: z.string(),
			hash: z.string(),
			finalPath: z.string(),
			originalSrcPath: z
				.string()
				.optional()
				.transform((path) => path),
			transform: z.custom<StaticImage['transform']>((value) => typeof value === 'object'),
		}),
	),
	/** Originals that are shown as they are, by the paths of their files. */
	referencedImages: z.array(z.string()),
	/** The URL that each image was given, by what it was asked for with. */
	imageUrls: z.record(z.string(), z.string()),
});

export type RenderTraces = z.output<typeof tracesSchema>;

/** Undefined: Astro tells nothing, so that a rendering cannot be told from what it needs. */
export function tracesOf(
	result: Result,
	imageUrls: Readonly<Record<string, string>>,
): RenderTraces | undefined {
	if (result instanceof Response || result.metadata === undefined) return undefined;
	const { contentEntryKeys, staticImages, referencedImages = [] } = result.metadata;
	return { contentEntryKeys, staticImages, referencedImages, imageUrls: { ...imageUrls } };
}
