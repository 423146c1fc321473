import { file, glob } from 'astro/loaders';
import { defineCollection, reference } from 'astro:content';
import { z } from 'astro/zod';

const products = defineCollection({
	loader: file('src/content/products.json'),
	schema: ({ image }) =>
		z.object({
			title: z.string(),
			category: z.string(),
			/** Pounds. */
			price: z.number(),
			summary: z.string(),
			description: z.string(),
			picture: image(),
			facts: z.record(z.string(), z.string()),
		}),
});

const campaigns = defineCollection({
	loader: glob({ base: 'src/content/campaigns', pattern: '*.md' }),
	schema: ({ image }) =>
		z.object({
			title: z.string(),
			description: z.string(),
			picture: image(),
			products: z.array(reference('products')),
		}),
});

export const collections = { products, campaigns };
