/** What the server needs to know of the integration's options, written into its bundle. */
export interface RuntimeSettings {
	/** Send `Cache-Status` and `Server-Timing`. */
	readonly diagnostics: boolean;
}
