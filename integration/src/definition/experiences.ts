import { z } from 'astro/zod';
import type { ExperienceDefinition, GroupDefinition, Per } from './experience-types.js';
import { localized, type LocalizedSchema } from './localized.js';
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
	/**
	 * Seconds that its last decision may be used while Choose cannot be reached; then its default is shown. Default, and at most: the
	 * option `staleIfError`.
	 */
	readonly staleIfError?: number;
}

/** One payload for each locale of the site, by its code. */
export type EachLocale<P> = Readonly<Record<string, P>>;

/** What an experience says whose payloads carry one part for each locale, as {@link localized} describes. */
export interface LocalizedInput<P> extends ExperienceInput<EachLocale<P>> {
	readonly localized: true;
}

/** An experience of a given form: of one payload, or of one for each locale. */
type FormInput<P> = (ExperienceInput<P> & { readonly localized?: false }) | LocalizedInput<P>;

/** A flag's value. */
export type FlagValue = string | number | boolean;
type FlagValues = Readonly<Record<string, FlagValue>>;

/** An experience with a schema of its own. Its payload must be JSON. */
export function experience<Schema extends z.ZodType>(
	input: ExperienceInput<z.input<Schema>> & { readonly schema: Schema },
): ExperienceDefinition<z.output<Schema>, 'custom'>;
/** An experience with a schema of its own, for each locale. */
export function experience<Schema extends z.ZodType>(
	// eslint-disable-next-line @typescript-eslint/unified-signatures -- from a union, TypeScript infers no schema
	input: ExperienceInput<EachLocale<z.input<Schema>>> & {
		readonly schema: LocalizedSchema<Schema>;
	},
): ExperienceDefinition<z.output<Schema>, 'custom'>;
export function experience(
	input: ExperienceInput<unknown> & { readonly schema: z.ZodType | LocalizedSchema },
): ExperienceDefinition<unknown, 'custom'> {
	return { kind: 'custom', ...input };
}

/** A headline: `{ headline, eyebrow?, text?, cta? }`. Rendered by `<Headline>`. */
export function headline(
	input: FormInput<HeadlinePayload>,
): ExperienceDefinition<HeadlinePayload, 'headline'> {
	return { kind: 'headline', ...formOf(input, headlineSchema) };
}

/** A list of products: `{ label, products }`. Rendered by `<ProductList>`. */
export function productList(
	input: FormInput<ProductListPayload>,
): ExperienceDefinition<ProductListPayload, 'productList'> {
	return { kind: 'productList', ...formOf(input, productListSchema) };
}

function formOf<P>(
	{ localized: isLocalized, ...written }: FormInput<P>,
	schema: z.ZodType<P>,
): Omit<ExperienceDefinition<P>, 'kind'> {
	return { ...written, schema: isLocalized ? localized(schema) : schema };
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
export function flags<const Flags extends FlagValues>(
	input: ExperienceInput<Flags> & { readonly localized?: false },
): ExperienceDefinition<Widened<Flags>, 'flags'>;
/** A set of flags for each locale, the same ones. */
export function flags<const Flags extends EachLocale<FlagValues>>(
	input: ExperienceInput<Flags> & { readonly localized: true },
): ExperienceDefinition<Widened<Flags[keyof Flags]>, 'flags'>;
export function flags(
	input: FormInput<FlagValues>,
): ExperienceDefinition<Record<string, FlagValue>, 'flags'> {
	const { localized: _, ...written } = input;
	const schema = input.localized
		? { inLocale: (locale: string) => flagsSchema(input.default[locale]) }
		: flagsSchema(input.default);
	return { kind: 'flags', ...written, schema };
}

function flagsSchema(defaults: FlagValues | undefined) {
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
