import { expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';

const PAGES = Array.from({ length: 24 }, (_, number) => `/page/${number}/`);
const VISITORS = [
	{ shown: ['Default hero', 'Default tip'], query: '', headers: {} },
	{ shown: ['Pro hero', 'Pro tip'], query: '', headers: PRO },
	{ shown: ['Social hero', 'Default tip'], query: '?utm_source=facebook', headers: {} },
	{ shown: ['Pro hero', 'Pro tip'], query: '?utm_source=facebook', headers: PRO },
];

describeFeature('URLs and output', '`build.concurrency`', () => {
	const config = { build: { concurrency: 8 } };
	testSite({ fixture: 'concurrency', config, varied: PAGES }, (run) => {
		it('mixes no visitor’s values into another’s page', async () => {
			for (const page of PAGES) {
				for (const { shown, query, headers } of VISITORS) {
					const { text } = await ask(run().varied.url, `${page}${query}`, { headers });
					const values = [...text.matchAll(/<li>\w+: ([^<]*)<\/li>/g)].map(([, value]) => value);
					const [hero, tip] = shown;
					expect(values, page).toEqual([hero, tip, hero].map((value) => `${value}, ${value}`));
				}
			}
		});
	});
});
