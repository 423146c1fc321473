import { z } from 'astro/zod';
import { url } from './urls.js';

/** The payload of a headline. A bare string is taken as `{ headline }`. */
export const headlineSchema = z.preprocess(
	(payload) => (typeof payload === 'string' ? { headline: payload } : payload),
	z.object({
		headline: z.string(),
		/** A line above the headline. */
		eyebrow: z.string().optional(),
		/** A paragraph below the headline. */
		text: z.string().optional(),
		/** A link below the text. */
		cta: z.object({ label: z.string().min(1), href: url() }).optional(),
	}),
);

/** One product of a list. Prices are strings, as Intempt sends them (`"250.0"`); a number is taken as its decimal form. */
export const productSchema = z.object({
	title: z.string().min(1),
	price: z.union([z.string(), z.number().transform(String)]).optional(),
	/** ISO 4217, such as `USD`. */
	currency: z
		.string()
		.regex(/^[A-Z]{3}$/)
		.optional(),
	category: z.string().optional(),
	text: z.string().optional(),
	href: url().optional(),
	image: url().optional(),
	/** The image's text alternative; without one the image is decorative beside the title. */
	imageAlt: z.string().optional(),
});

/** The payload of a product list. */
export const productListSchema = z.object({
	label: z.string(),
	products: z.array(productSchema),
});

export type HeadlinePayload = z.output<typeof headlineSchema>;
export type Product = z.output<typeof productSchema>;
export type ProductListPayload = z.output<typeof productListSchema>;
