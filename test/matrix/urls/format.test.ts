import { describeFeature } from '../../support/matrix.js';
import { testSpellings } from '../../support/spellings.js';

describeFeature('URLs and output', "`build.format: 'directory'`", () => {
	testSpellings('with a base', { base: '/docs', build: { format: 'directory' } });
});

describeFeature('URLs and output', "`build.format: 'file'`", () => {
	testSpellings('with a base, and slashes always', {
		base: '/docs',
		trailingSlash: 'always',
		build: { format: 'file' },
	});
	testSpellings('without a base', { build: { format: 'file' } });
});

describeFeature('URLs and output', "`build.format: 'preserve'`", () => {
	testSpellings('with a base, and slashes never', {
		base: '/docs/',
		trailingSlash: 'never',
		build: { format: 'preserve' },
	});
	testSpellings('without a base, and slashes always', {
		trailingSlash: 'always',
		build: { format: 'preserve' },
	});
});
