import { expect, it } from 'vitest';
import { nginxFiles } from '../../../../integration/src/export/nginx/nginx-files.js';
import { EMPTY_MANIFEST } from '../../../support/edge-manifest.js';

it.each([
	[true, 3],
	[false, 0],
])('says "brotli off" only where nginx knows it: %s', (brotliModule, times) => {
	const files = nginxFiles(EMPTY_MANIFEST, { brotliModule, maxAge: 1, secret: undefined });
	const texts = [...files.values()].join('');
	// For the variants, for those whose compressed file is missing, and for the page where one is missing as a whole.
	expect(texts.match(/^\tbrotli off;$/gm) ?? []).toHaveLength(times);
	expect(texts.match(/brotli/g) ?? []).toHaveLength(times);
});
