/** How a site writes its URLs: that part of Astro's configuration. */
export interface UrlConfig {
	readonly base: '/' | '/docs';
	readonly trailingSlash: 'ignore' | 'always' | 'never';
	readonly build: { readonly format: 'directory' | 'file' | 'preserve' };
}

/** As Astro comes. */
export const PLAIN_URLS: UrlConfig = {
	base: '/',
	trailingSlash: 'ignore',
	build: { format: 'directory' },
};

/** Every combination there is. */
export const URL_CONFIGS: readonly UrlConfig[] = (['/', '/docs'] as const).flatMap((base) =>
	(['directory', 'file', 'preserve'] as const).flatMap((format) =>
		(['ignore', 'always', 'never'] as const).map((trailingSlash) => ({
			base,
			trailingSlash,
			build: { format },
		})),
	),
);

export function nameConfig({ base, trailingSlash, build }: UrlConfig): string {
	return `${base}, ${build.format}, ${trailingSlash}`;
}
