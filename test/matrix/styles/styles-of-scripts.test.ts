import { expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { describeFeature, PRO, testSite, type MatrixRun } from '../../support/matrix.js';

const PAGES = ['a', 'b', 'c', 'd', 'e'].map((slug) => `/${slug}/`);

async function readStylesheets({ varied }: MatrixRun, path: string, headers: typeof PRO | object) {
	const { text } = await ask(varied.url, path, { headers: { ...headers } });
	return text.match(/<link rel="stylesheet"[^>]*>/g);
}

describeFeature('Content and styles', 'Styles that scripts import', () => {
	testSite({ fixture: 'stylesheets', varied: PAGES }, (run) => {
		it('come in a variant in the order of its default', async () => {
			for (const path of PAGES) {
				const expected = await readStylesheets(run(), path, {});
				expect(expected).toHaveLength(3);
				expect(await readStylesheets(run(), path, PRO), path).toEqual(expected);
			}
		});
	});
});
