import { file, glob } from 'astro/loaders';
import { defineCollection, reference } from 'astro:content';
import { z } from 'astro/zod';
import { en } from './i18n/en';

/** The words of a product, in one language. */
const words = z.object({ category: z.string(), summary: z.string(), description: z.string() });

const factName = z.enum(keysOf(en.facts));
const factWord = z.enum(keysOf(en.factWords));

const products = defineCollection({
	loader: file('src/content/products.json'),
	schema: ({ image }) =>
		z.object({
			title: z.string(),
			kind: z.enum(['shoe', 'kit']),
			price: z.object({ GBP: z.number(), EUR: z.number() }),
			picture: image(),
			en: words,
			de: words,
			facts: z.array(
				z.union([
					z.object({ name: factName, word: factWord }),
					z.object({
						name: factName,
						value: z.number(),
						unit: z.enum(['gram', 'millimeter', 'liter', 'milliliter', 'lumen']),
						/** How many of them. */
						count: z.number().optional(),
						/** The size that was measured. */
						size: factWord.optional(),
					}),
				]),
			),
			goesWith: z.array(reference('products')),
		}),
});

// One file for each language: `en/wet-ground.md`, `de/wet-ground.md`.
const campaigns = defineCollection({
	loader: glob({ base: 'src/content/campaigns', pattern: '*/*.md' }),
	schema: ({ image }) =>
		z.object({
			title: z.string(),
			description: z.string(),
			picture: image(),
			products: z.array(reference('products')),
		}),
});

const about = defineCollection({
	loader: glob({ base: 'src/content/about', pattern: '*.md' }),
});

export const collections = { products, campaigns, about };

function keysOf<Key extends string>(words: Readonly<Record<Key, string>>): Key[] {
	return Object.keys(words).filter((key): key is Key => key in words);
}
