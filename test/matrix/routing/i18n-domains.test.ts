import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { startFixtureEmulator, type FixtureSite } from '../../support/fixture.js';
import { createMatrixSite } from '../../support/matrix-site.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';
import type { FinishedProcess } from '../../support/process.js';

const GERMAN = { host: 'de.example' };

describeFeature('Routing', '`i18n.domains`', () => {
	testSite(
		{
			fixture: 'domains',
			varied: [],
			targets: ['/', '/about', '/de/about', '/nowhere'],
			onDemand: ['/', '/about', '/de/about'],
		},
		(run) => {
			it('answers by the host as Astro does, with the decisions of the visitor', async () => {
				for (const target of ['/', '/about', '/de/about', '/nowhere']) {
					for (const headers of [
						{ ...PRO, ...GERMAN },
						{ ...PRO, host: 'matrix.example' },
						{ ...PRO, host: 'unknown.example' },
					]) {
						const [expected, found] = await Promise.all([
							ask(run().asPro.url, target, { headers }),
							ask(run().varied.url, target, { headers }),
						]);
						expect([found.status, found.text], `${headers.host} ${target}`).toEqual([
							expected.status,
							expected.text,
						]);
					}
				}
				const { text } = await ask(run().varied.url, '/about', { headers: { ...PRO, ...GERMAN } });
				expect(text).toContain('de/about: Pro hero');
			});

			it('knows a segment by its host', async () => {
				const { text, headers } = await ask(run().varied.url, '/about', { headers: GERMAN });
				expect(text).toContain('de/about: German hero');
				expect(headers['cache-control']).toBe('private, no-cache');
			});
		},
	);

	describe('with a prerendered page', () => {
		let site: FixtureSite;
		let built: FinishedProcess;
		beforeAll(async () => {
			site = await createMatrixSite('domains');
			await site.write('src/pages/static.astro', '---\nexport const prerender = true;\n---\n');
			const { emulator, env } = await startFixtureEmulator(site);
			built = await site.build(env);
			await emulator.close();
		});
		afterAll(() => site.remove());

		it('is refused by Astro itself', () => {
			expect([built.code, built.output]).toEqual([
				1,
				expect.stringContaining("Static pages aren't yet supported with multiple domains"),
			]);
		});
	});
});
