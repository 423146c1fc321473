import { describe, expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';

const OUTPUT = { fixture: 'output', varied: ['/', '/about/'], targets: ['/plain/'] };

describeFeature('URLs and output', '`compressHTML`', () => {
	describe.each([
		{ compressHTML: false, tip: /\n\t+Pro tip\n\t+<b>bold<\/b>\n\t+<i>italic<\/i>\n/ },
		{ compressHTML: true, tip: /Pro tip\s<b>bold<\/b>\s<i>italic<\/i>/ },
	])('$compressHTML', ({ compressHTML, tip }) => {
		testSite({ ...OUTPUT, config: { compressHTML } }, (run) => {
			it('holds for a variant', async () => {
				const { text } = await ask(run().varied.url, '/', { headers: PRO });
				expect(text.replaceAll(/ data-astro-cid-\w+(?:="\w*")?/g, '')).toMatch(tip);
			});
		});
	});
});
