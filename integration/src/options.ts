import { z } from 'astro/zod';
import { ChooseError } from './errors.js';
import { problemsOf } from './problems.js';
import { EDGE_TARGETS } from './constants.js';

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
	/**
	 * `'choose'` asks Intempt; `'defaults'` builds without it, with the default of every experience (for builds without a key);
	 * `'lockfile'` builds without it, with the decisions of `choose.lock.json` (for builds that are equal each time).
	 */
	decisions: z.enum(['choose', 'defaults', 'lockfile']).default('choose'),
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
	/** What the running server does to keep decisions and pages current; `false`: every page stays as it was built. */
	live: z
		.union([
			z.literal(false, { error: 'false, or an object' }),
			z.strictObject({
				/** Seconds that new decisions may wait for their pages to be rendered, before they are shown all the same. */
				swapWithin: z.number().min(0).max(600).default(10),
				/** Seconds between refreshes of segments nobody has visited with for as long; at least `maxAge`. */
				idle: z.number().int().min(1).default(900),
				/** Milliseconds one live rendering may take. */
				renderTimeout: z.number().int().min(1).max(600_000).default(5_000),
				/** How many variants rendered live are known at most. */
				variants: z.number().int().min(0).default(5_000),
				/** Bytes of them in memory, and in the state folder. */
				memory: z.number().int().min(0).default(67_108_864),
				disk: z.number().int().min(0).default(536_870_912),
				/** Seconds that past decisions and pages are kept, for `astro-choose show` and `pin`. */
				keep: z.number().int().min(0).default(604_800),
			}),
		])
		.prefault({}),
	/** The path, below `base`, of the endpoints that control a running server; they exist only where `CHOOSE_SECRET` is set. */
	control: z
		.string()
		.regex(/^(?:\/[\w.~-]+)+$/, { error: 'a path such as /_choose, without a slash at its end' })
		.default('/_choose'),
	/**
	 * Servers in front of the site for which routing is generated. Without an adapter they serve the variants; in front of a Node server
	 * they tell it each visitor's audience, so that a CDN can keep its pages.
	 */
	edge: z
		.strictObject({
			targets: z.array(z.enum(EDGE_TARGETS)).default([]),
			/** Where it is written, relative to the project's root. Default: beside `outDir`, with `-edge` behind its name. */
			folder: z.string().min(1).optional(),
			/** Seconds that a CDN keeps a page of a Node server, and those in which it may send it while it asks again. */
			maxAge: z.number().int().min(0).default(60),
			swr: z.number().int().min(0).default(86_400),
			nginx: z
				.strictObject({
					/** nginx has the ngx_brotli module: it is switched off where pages are sent that are compressed already. */
					brotliModule: z.boolean().default(false),
				})
				.prefault({}),
		})
		.prefault({}),
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
