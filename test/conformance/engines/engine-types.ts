import type { Observed } from '../case-types.js';
import type { Outcome } from '../routing/outcome.js';
import type { Spelling } from '../routing/spellings.js';
import type { UrlConfig } from '../url-config.js';

/** How a site is built: for a Node server in one of its modes, or for servers of files. */
export type BuildMode = 'standalone' | 'middleware' | 'static';

export interface BuiltSite {
	readonly mode: BuildMode;
	readonly config: UrlConfig;
	readonly root: string;
}

export interface RunningEngine {
	readonly url: string;
	stop(): Promise<void>;
}

/** Something that serves a built site. */
export interface Engine {
	readonly name: string;
	readonly mode: BuildMode;
	start(site: BuiltSite): Promise<RunningEngine>;
	/** What it answers otherwise, by its nature. By the name of the case; only what is seen differently. */
	readonly differences: Readonly<Record<string, Difference>>;
	readonly routing: readonly RoutingDifference[];
	/** Why a case has no meaning here, by its name. */
	readonly inapplicable: Readonly<Record<string, string>>;
}

export interface Difference {
	readonly why: string;
	readonly observed: Observed;
}

/** Spellings of a URL that are not answered as Astro's own server answers them. */
export interface RoutingDifference {
	readonly why: string;
	readonly spellings: readonly Spelling[];
	/** Where it is so. Default: everywhere. */
	readonly where?: (config: UrlConfig) => boolean;
	/** What Astro's own server answers with, and what is answered here. */
	readonly astro: Outcome;
	readonly here: Outcome;
	/** The page that it is so with. Default: every one. */
	readonly page?: string;
	/** Everybody is shown the default there. */
	readonly defaultOnly?: boolean;
}
