import type { ResolvedOptions } from '../options.js';

/** What the server needs to know of the integration's options, written into its bundle. */
export type RuntimeSettings = Readonly<Pick<ResolvedOptions, 'diagnostics' | 'renderTimeout'>>;

export function runtimeSettings({ diagnostics, renderTimeout }: ResolvedOptions): RuntimeSettings {
	return { diagnostics, renderTimeout };
}
