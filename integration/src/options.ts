import { z } from 'astro/zod';
import { ChooseError } from './errors.js';
import { problemsOf } from './problems.js';

const slug = z.string().regex(/\S/, { error: 'the slug from your Intempt URL' });

/** The options of the integration: connection and build. Everything about visitors and content is in `src/choose.config.ts`. */
const optionsSchema = z.strictObject({
	/** The organisation's slug in Intempt. */
	org: slug,
	/** The project's slug in Intempt. */
	project: slug,
	/** Where the Choose API is. Default: `INTEMPT_API_URL`, or Intempt's own address. */
	url: z.url({ protocol: /^https?$/, error: 'an http or https URL' }).optional(),
	/** How the API key is sent: in the query, as Intempt documents it, or as basic authentication, which keeps it out of access logs. */
	auth: z.enum(['query', 'basic']).default('query'),
	/** The total time one segment call may take, in milliseconds. */
	timeout: z.number().int().min(1).default(5_000),
	/** How many segment calls are under way at once. */
	concurrency: z.number().int().min(1).max(64).default(4),
	/** `'choose'` asks Intempt; `'defaults'` builds without it, with the default of every experience (for builds without a key). */
	decisions: z.enum(['choose', 'defaults']).default('choose'),
	/** Fail the build where it would otherwise warn: Choose unreachable, a payload refused, the budget exceeded. */
	strict: z.boolean().default(false),
	/** How many variants are prerendered at most. */
	budget: z
		.strictObject({
			/** For one page. */
			page: z.number().int().min(1).default(64),
			/** For the whole site. */
			total: z.number().int().min(1).default(20_000),
		})
		.prefault({}),
	/** Seconds a decision is fresh; the report counts Choose calls a month with it. */
	maxAge: z.number().int().min(1).default(300),
	/** Seconds the last good decisions may be used when Choose cannot be reached. */
	staleIfError: z.number().int().min(0).default(86_400),
	/** The definitions, relative to the project's root. */
	config: z.string().min(1).default('src/choose.config.ts'),
	/** What the embedded emulator answers from in `astro dev` without a key, relative to the project's root. */
	seed: z.string().min(1).default('choose.seed.json'),
	/** Milliseconds an on-demand page with `chooseFallback` may take, to its last byte, before its default is sent in its place. */
	renderTimeout: z.number().int().min(1).max(2_147_483_647).default(5_000),
	/** Send `Cache-Status` and `Server-Timing` with varied pages. */
	diagnostics: z.boolean().default(true),
});

/** What a site author may pass to `choose()`. */
export type ChooseOptions = z.input<typeof optionsSchema>;

/** The options, completed. */
export type ResolvedOptions = z.output<typeof optionsSchema>;

/** @throws {ChooseError} naming every option that is unknown or not of its form. */
export function parseOptions(options: unknown): ResolvedOptions {
	const parsed = optionsSchema.safeParse(options);
	if (!parsed.success) throw new ChooseError(problemsOf(parsed.error, 'choose()', options));
	return parsed.data;
}
