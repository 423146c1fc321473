import type { AstroConfig } from 'astro';
import type { ResolvedOptions } from '../options.js';
import { localePathsOf } from '../rendering/error-route.js';

/** What the server needs to know of the integration's options, written into its bundle. */
export interface RuntimeSettings extends Readonly<
	Pick<
		ResolvedOptions,
		| 'auth'
		| 'concurrency'
		| 'control'
		| 'diagnostics'
		| 'live'
		| 'maxAge'
		| 'org'
		| 'project'
		| 'renderTimeout'
		| 'staleIfError'
		| 'timeout'
		| 'url'
	>
> {
	/** The first segments of paths that name a locale, in the form that error routes are compared in. */
	readonly locales: readonly string[];
	/** Where routing was generated for, and how long a CDN may keep what it asks for there, in seconds. */
	readonly edge: Readonly<Pick<ResolvedOptions['edge'], 'maxAge' | 'swr' | 'targets'>>;
}

export function runtimeSettings(
	options: ResolvedOptions,
	config: Pick<AstroConfig, 'i18n'>,
): RuntimeSettings {
	const { auth, concurrency, control, diagnostics, edge, live, maxAge } = options;
	const { org, project, renderTimeout, staleIfError, timeout, url } = options;
	return {
		auth,
		concurrency,
		control,
		diagnostics,
		live,
		maxAge,
		org,
		project,
		renderTimeout,
		staleIfError,
		timeout,
		url,
		locales: localePathsOf(config),
		edge: { maxAge: edge.maxAge, swr: edge.swr, targets: edge.targets },
	};
}
