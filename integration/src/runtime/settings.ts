/** What the server needs to know of the integration's options, written into its bundle. */
export interface RuntimeSettings {
	/** Send `Cache-Status` and `Server-Timing`. */
	readonly diagnostics: boolean;
	/** The first segments of paths that name a locale, in the form that error routes are compared in. */
	readonly locales: readonly string[];
}
