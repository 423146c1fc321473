import { expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';

const LIVE = ['from', 'decided', 'by/context', 'by/next', 'target', 'public'].map(
	(name) => `/live/${name}`,
);
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36';

describeFeature('Routing', 'Rewrites', () => {
	testSite(
		{
			fixture: 'rewrites',
			varied: ['/by/context/', '/by/next/', '/decided/', '/from/', '/other/', '/target/'],
			targets: ['/plain/', ...LIVE],
			onDemand: LIVE,
		},
		(run) => {
			it('show the page of the visitor, and of nobody else, on demand', async () => {
				for (const target of LIVE) {
					for (const headers of [PRO, {}, PRO]) {
						const answer = await ask(run().varied.url, target, { headers });
						expect(answer.text, target).toContain(headers === PRO ? 'Pro hero' : 'Default hero');
						expect(answer.headers, target).toMatchObject({
							'cache-control': 'private, no-cache',
							vary: 'Accept-Encoding, User-Agent, Cookie',
						});
					}
				}
			});

			it('remember the segment of a visitor once', async () => {
				for (const target of LIVE) {
					const asked = { headers: { 'user-agent': BROWSER } };
					const { headers } = await ask(run().varied.url, `${target}?utm_source=facebook`, asked);
					expect(headers['set-cookie'], target).toEqual([
						expect.stringMatching(/^choose_segment=/),
					]);
				}
			});
		},
	);
});
