import { afterAll, expect, it } from 'vitest';
import type { FixtureSite } from '../../support/fixture.js';
import { startFixtureEmulator } from '../../support/fixture.js';
import { createMatrixSite } from '../../support/matrix-site.js';
import { describeFeature, testSite } from '../../support/matrix.js';

for (const place of ['before', 'after']) {
	describeFeature('Servers', `A prerenderer around Astro’s, set ${place} ours`, () => {
		const env = { FIXTURE_PLACE: place };
		const fixture = ['two-pages', 'prerenderers'];
		testSite({ fixture, varied: ['/', '/about/'], env }, (run) => {
			it('renders the default pages', () => {
				expect(run().output).toContain('[watch] rendered /about/');
			});
		});
	});
}

describeFeature('Servers', 'A prerenderer in place of Astro’s', () => {
	const sites: FixtureSite[] = [];
	afterAll(() => Promise.all(sites.map((site) => site.remove())));

	it.each([
		['before', 'an object'],
		['after', 'an object'],
		['before', 'a function that renders without the original'],
		['after', 'a function that renders without the original'],
	])('is refused by name when its integration comes %s choose(): %s', async (place, form) => {
		const site = await createMatrixSite(['two-pages', 'pages']);
		sites.push(site);
		await site.write(
			'feature.mjs',
			`const render = async () => new Response('mine');
			const prerenderer = ${
				form === 'an object'
					? "{ name: 'own', getStaticPaths: async () => [], render }"
					: '(original) => ({ ...original, render })'
			};
			const other = {
				name: 'other-prerenderer',
				hooks: {
					'astro:build:start': ({ setPrerenderer }) => setPrerenderer(prerenderer),
				},
			};
			export default { ${place}: [other] };`,
		);
		const { emulator, env } = await startFixtureEmulator(site);
		const { code, output } = await site.build(env);
		await emulator.close();
		expect(code).not.toBe(0);
		expect(output).toContain('PrerendererReplaced');
		expect(output).toContain('other-prerenderer');
	});
});
