/** How a site writes its URLs: that part of Astro's configuration. */
export interface UrlConfig {
	readonly base: '/' | '/docs';
	readonly trailingSlash: 'ignore' | 'always' | 'never';
	readonly build: { readonly format: 'directory' | 'file' | 'preserve' };
}

/** The part of the suite that asks about each of them. */
export const URLS = 'URLs (base, format, trailingSlash)';

/** As Astro comes. */
export const PLAIN_URLS: UrlConfig = {
	base: '/',
	trailingSlash: 'ignore',
	build: { format: 'directory' },
};

/**
 * Other than that in everything, with files of both kinds. Of all, this and `/docs, file, never` add most to what is declared of the
 * plain one.
 */
export const OTHER_URLS: UrlConfig = {
	base: '/docs',
	trailingSlash: 'never',
	build: { format: 'preserve' },
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

/** Those that every run of the suite asks about, and those that only a full one does. */
export const FIRST_CONFIGS = [PLAIN_URLS, OTHER_URLS];
export const FURTHER_CONFIGS = URL_CONFIGS.filter(
	(config) => !FIRST_CONFIGS.some((first) => nameConfig(first) === nameConfig(config)),
);
