import { expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';

describeFeature('Content and styles', 'Content collections', () => {
	testSite(
		{
			fixture: 'collections',
			varied: ['/', '/posts/one/'],
			targets: ['/posts/two/', '/products'],
			onDemand: ['/products'],
		},
		(run) => {
			const read = async (path: string, headers = {}) =>
				(await ask(run().varied.url, path, { headers })).text;

			it('a decision may choose the entry', async () => {
				expect(await read('/')).toContain('<h1>The usual</h1>');
				const pro = await read('/', PRO);
				expect(pro).toContain('<h1>For professionals</h1>');
				expect(pro).toMatch(/<section id="shoe">\s*<p><strong>3<\/strong> left<\/p>/);
			});

			it('an entry is rendered beside a decision, references and dates included', async () => {
				const pro = await read('/posts/one/', PRO);
				expect(pro).toContain('Pro hero');
				expect(pro).toContain('By Ada, <time>2026-01-02T00:00:00.000Z</time>');
				expect(pro).toContain('The body of <em>one</em>.');
			});

			it('a live collection may be filtered by a decision', async () => {
				expect(await read('/products')).toMatch(/<p id="sock">\s*<b>9<\/b>/);
				const pro = await read('/products', PRO);
				expect(pro).toMatch(/<p id="shoe">\s*<b>120<\/b>/);
				expect(pro).not.toContain('id="sock"');
				expect(pro).toContain('<p>9 LiveEntryNotFoundError</p>');
			});
		},
	);
});
