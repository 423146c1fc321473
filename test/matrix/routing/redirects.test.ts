import { expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';

describeFeature('Routing', 'Redirects', () => {
	testSite(
		{
			fixture: 'redirects',
			varied: ['/about/', '/shop/hat/'],
			unvariable: ['/decided/', '/gate/'],
			targets: ['/old', '/old/', '/old/hat', '/away', '/moved/', '/live/moved', '/live/decided'],
			onDemand: ['/live/decided'],
			expectedWarnings: /\[choose:report\]/,
		},
		(run) => {
			it('redirects a visitor by a decision, on demand, and nobody else', async () => {
				for (const [target, pro, nobody] of [
					['/live/decided', '/shop/hat/', '/about/'],
					['/live/gate', '/shop/hat/', undefined],
				] as const) {
					for (const [headers, location] of [
						[PRO, pro],
						[{}, nobody],
					] as const) {
						const answer = await ask(run().varied.url, target, { headers });
						expect(answer.headers.location, target).toBe(location);
						expect(answer.headers, target).toMatchObject({
							'cache-control': 'private, no-cache',
							vary: 'Accept-Encoding, User-Agent, Cookie',
						});
					}
				}
			});

			it('keeps the default of a prerendered page that redirects somebody, and says so', async () => {
				for (const [path, text] of [
					['/decided/', 'Decided: Default tip'],
					['/gate/', 'The gate is open'],
				] as const) {
					const { status, text: found } = await ask(run().varied.url, path, { headers: PRO });
					expect([status, found], path).toEqual([200, expect.stringContaining(text)]);
					expect(run().output).toMatch(new RegExp(`VariantFailed\\s+${path} .*answers 302`));
				}
			});
		},
	);
});
