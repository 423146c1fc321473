import type { AstroConfig } from 'astro';
import type { ResolvedOptions } from '../options.js';
import { localePathsOf } from '../rendering/error-route.js';

/** What the server needs to know of the integration's options, written into its bundle. */
export interface RuntimeSettings extends Readonly<
	Pick<ResolvedOptions, 'diagnostics' | 'renderTimeout'>
> {
	/** The first segments of paths that name a locale, in the form that error routes are compared in. */
	readonly locales: readonly string[];
}

export function runtimeSettings(
	{ diagnostics, renderTimeout }: ResolvedOptions,
	config: Pick<AstroConfig, 'i18n'>,
): RuntimeSettings {
	return { diagnostics, renderTimeout, locales: localePathsOf(config) };
}
