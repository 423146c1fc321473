import { describe, expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';

const SITE = 'https://www.example.com/';
const ROOT = { varied: ['/'], targets: ['/plain/'] };

describeFeature('URLs and output', '`site`', () => {
	describe('configured', () => {
		testSite({ fixture: 'site', env: { FIXTURE_SITE: SITE }, ...ROOT }, (run) => {
			it('is what a variant calls its origin', async () => {
				const { text } = await ask(run().varied.url, '/', { headers: PRO });
				expect(text).toContain(`Pro tip of ${SITE} at ${SITE}`);
			});
		});
	});

	describe('not configured', () => {
		testSite({ fixture: 'site', ...ROOT }, (run) => {
			it('leaves a variant the origin that Astro prerenders by', async () => {
				const { text } = await ask(run().varied.url, '/', { headers: PRO });
				expect(text).toMatch(/Pro tip of no site at http:\/\/localhost(?::\d+)?\//);
			});
		});
	});
});
