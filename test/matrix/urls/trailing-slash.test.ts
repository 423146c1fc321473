import { describeFeature } from '../../support/matrix.js';
import { SLUGS, testSpellings } from '../../support/spellings.js';

describeFeature('URLs and output', "`trailingSlash: 'ignore'`", () => {
	testSpellings('as Astro comes', {});
});

describeFeature('URLs and output', "`trailingSlash: 'always'`", () => {
	testSpellings('with a base', { base: '/docs', trailingSlash: 'always' });
});

describeFeature('URLs and output', "`trailingSlash: 'never'`", () => {
	testSpellings(
		'with locales and redirects',
		{
			trailingSlash: 'never',
			redirects: { '/old': '/about' },
			i18n: {
				locales: ['en', 'de'],
				defaultLocale: 'en',
				fallback: { de: 'en' },
				routing: { prefixDefaultLocale: false, fallbackType: 'rewrite' },
			},
		},
		['', 'nested/', 'nested/deep', ...SLUGS.map((slug) => `blog/${slug}`)].map(
			(page) => `de/${page}`,
		),
	);
});
