import { z } from 'astro/zod';
import type { ExperienceDefinition, GroupDefinition, Per } from './experience-types.js';
import {
	headlineSchema,
	productListSchema,
	type HeadlinePayload,
	type ProductListPayload,
} from './payloads.js';

/** What every experience says. There is no default for `per`: a test declared per segment is the one expensive mistake here. */
export interface ExperienceInput<P> {
	/** Whose identity decides: `'segment'`, or `'visitor'` for an A/B test. */
	readonly per: Per;
	/** What is shown whenever there is no valid choice. Must satisfy the schema. */
	readonly default: P;
	/**
	 * It may change what search engines read: canonical address, robots, languages, internal links, structured data. Without, the build
	 * warns (`SeoDiffers`) where it does. Title, headings and description may differ in any case. Default: false.
	 */
	readonly seo?: boolean;
}

/** A flag's value. */
export type FlagValue = string | number | boolean;

/** An experience with a schema of its own. Its payload must be JSON. */
export function experience<Schema extends z.ZodType>(
	input: ExperienceInput<z.input<Schema>> & { readonly schema: Schema },
): ExperienceDefinition<z.output<Schema>, 'custom'>;
export function experience(
	input: ExperienceInput<unknown> & { readonly schema: z.ZodType },
): ExperienceDefinition<unknown, 'custom'> {
	return { kind: 'custom', ...input };
}

/** A headline: `{ headline, eyebrow?, text?, cta? }`. Rendered by `<Headline>`. */
export function headline(
	input: ExperienceInput<HeadlinePayload>,
): ExperienceDefinition<HeadlinePayload, 'headline'> {
	return { kind: 'headline', ...input, schema: headlineSchema };
}

/** A list of products: `{ label, products }`. Rendered by `<ProductList>`. */
export function productList(
	input: ExperienceInput<ProductListPayload>,
): ExperienceDefinition<ProductListPayload, 'productList'> {
	return { kind: 'productList', ...input, schema: productListSchema };
}

/** The type of a flag: `'v1'` in the default stands for any string. */
type Widened<Flags> = {
	-readonly [Name in keyof Flags]: Flags[Name] extends boolean
		? boolean
		: Flags[Name] extends number
			? number
			: string;
};

/**
 * A set of flags. The default declares them: each flag keeps its type, one that a payload leaves out keeps its default, and one that
 * is not declared is dropped. Read by `<Flag>` and `<FlagPayload>`.
 */
export function flags<const Flags extends Readonly<Record<string, FlagValue>>>(
	input: ExperienceInput<Flags>,
): ExperienceDefinition<Widened<Flags>, 'flags'>;
export function flags(
	input: ExperienceInput<Readonly<Record<string, FlagValue>>>,
): ExperienceDefinition<Record<string, FlagValue>, 'flags'> {
	return { kind: 'flags', ...input, schema: flagsSchema(input.default) };
}

function flagsSchema(defaults: Readonly<Record<string, FlagValue>> | undefined) {
	return z.object(
		Object.fromEntries(
			Object.entries(defaults ?? {}).map(([name, value]) => [
				name,
				flagSchema(value).default(value),
			]),
		),
	);
}

function flagSchema(value: FlagValue): z.ZodType<FlagValue> {
	if (typeof value === 'boolean') return z.boolean();
	return typeof value === 'number' ? z.number() : z.string();
}

/** A group: every choice that arrives in it, each of the member's form. Read with `Astro.locals.choose.group(name)`. */
export function group<Member extends ExperienceDefinition>(
	member: Member,
): GroupDefinition<Member> {
	return { member };
}
