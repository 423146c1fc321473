import { describe, expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { describeFeature, PRO, testSite, type MatrixRun } from '../../support/matrix.js';
import { notEmpty } from '../../support/not-empty.js';

const OUTPUT = { fixture: 'output', varied: ['/', '/about/'], targets: ['/plain/'] };
/** Every style and script in a file of its own. */
const FILES = { inlineStylesheets: 'never' };
const vite = { build: { assetsInlineLimit: 0 } };

/** What the page of a `pro` visitor refers to. */
async function readReferences({ varied }: MatrixRun): Promise<string[]> {
	const { text } = await ask(varied.url, '/', { headers: PRO });
	expect(text).toContain('Express checkout');
	return [...text.matchAll(/ (?:href|src)="([^"]*)"/g)].map(([, url = '']) => url);
}

const endings = (urls: readonly string[]) =>
	[...new Set(urls.map((url) => /\.\w+$/.exec(url)?.[0]))].toSorted();

describeFeature('URLs and output', '`build.assets`', () => {
	const config = { vite, build: { ...FILES, assets: 'files' } };
	testSite({ ...OUTPUT, config }, (run) => {
		it('is where the styles and scripts of a variant are', async () => {
			const references = await readReferences(run());
			expect(endings(references)).toEqual(['.css', '.js']);
			for (const reference of notEmpty(references)) {
				expect(reference).toMatch(/^\/files\//);
				expect(await ask(run().varied.url, reference), reference).toMatchObject({ status: 200 });
			}
		});
	});
});

describeFeature('URLs and output', '`build.assetsPrefix`', () => {
	describe('one for all', () => {
		const config = { vite, build: { ...FILES, assetsPrefix: 'https://cdn.example' } };
		testSite({ ...OUTPUT, config }, (run) => {
			it('begins every address of a style or script in a variant', async () => {
				const references = await readReferences(run());
				expect(endings(references)).toEqual(['.css', '.js']);
				for (const reference of notEmpty(references)) {
					expect(reference).toMatch(/^https:\/\/cdn\.example\/_astro\//);
				}
			});
		});
	});

	describe('by file extension', () => {
		const assetsPrefix = {
			css: 'https://css.example',
			js: 'https://js.example',
			fallback: 'https://cdn.example',
		};
		const config = { vite, build: { ...FILES, assetsPrefix } };
		testSite({ ...OUTPUT, config }, (run) => {
			it('begins the addresses in a variant', async () => {
				const references = await readReferences(run());
				expect(endings(references)).toEqual(['.css', '.js']);
				for (const reference of notEmpty(references)) {
					expect(reference).toMatch(/^https:\/\/(css|js)\.example\/_astro\/.*\.\1$/);
				}
			});
		});
	});
});
