import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFixtureEmulator, type FixtureSite } from '../../support/fixture.js';
import { createMatrixSite } from '../../support/matrix-site.js';
import { describeFeature } from '../../support/matrix.js';
import type { FinishedProcess } from '../../support/process.js';

const page = (frontmatter: string) =>
	`---\n${frontmatter}\nexport const chooseFallback = true;\n---\n\n<p>Page</p>\n`;

describeFeature('Rendering on demand', '`chooseFallback` where no default can be kept', () => {
	let site: FixtureSite;
	let built: FinishedProcess;
	let refused: FinishedProcess;

	beforeAll(async () => {
		site = await createMatrixSite();
		const { emulator, env } = await startFixtureEmulator(site);
		const live = 'export const prerender = false;\n';
		await site.write('src/pages/still.astro', page(''));
		await site.write('src/pages/throws.astro', page(`${live}throw new Error('at build');`));
		await site.write('src/pages/address.astro', page(`${live}const ip = Astro.clientAddress;`));
		await site.write('src/pages/cookie.astro', page(`${live}Astro.cookies.set('a', 'b');`));
		await site.write('src/pages/exits.astro', page(`${live}process.exit(3);`));
		await site.write('src/pages/fine.astro', page(live));
		built = await site.build(env);
		await site.write('src/pages/[slug].astro', page(live));
		refused = await site.build(env);
		await emulator.close();
	});
	afterAll(() => site.remove());

	it('warns with the page and the reason, and keeps those of the others', () => {
		const { code, output } = built;
		expect(code, output).toBe(0);
		const text = output.replaceAll(/\s+/g, ' ');
		for (const [name, reason] of [
			['still', 'it is prerendered'],
			['throws', 'its default cannot be kept: Error: at build'],
			['address', 'its default cannot be kept: '],
			['cookie', 'its default cannot be kept: it sets a cookie'],
			['exits', 'its default cannot be kept: it ends the process, with 3'],
		]) {
			expect(text).toMatch(
				new RegExp(
					`FallbackNotMade.{0,10}src/pages/${name}.astro exports chooseFallback, but ${reason}`,
				),
			);
		}
		expect(text).toContain('/fine: its default is kept as a fallback');
	});

	it('refuses a page with parameters', () => {
		const { code, output } = refused;
		expect(code).not.toBe(0);
		expect(output).toMatch(/src\/pages\/\[slug\]\.astro: .*FallbackNeedsOnePath/);
	});
});

describeFeature(
	'Rendering on demand',
	'`routeRules` that cache a page which reads decisions',
	() => {
		it('are refused with the rule and the page when the page is prerendered', async () => {
			const site = await createMatrixSite(['two-pages', 'pages']);
			await site.write(
				'feature.mjs',
				`import { memoryCache } from 'astro/config';
			export default {
				cache: { provider: memoryCache() },
				routeRules: { '/nested/[page]': { maxAge: 60 }, '/[page]': { maxAge: 60 } },
			};`,
			);
			const { emulator, env } = await startFixtureEmulator(site);
			const { code, output } = await site.build(env);
			await emulator.close();
			await site.remove();
			expect(code).not.toBe(0);
			expect(output).toMatch(
				/routeRules\['\/\[page\]'\]: .*RouteCacheOnVariedPage.*found \/about\//,
			);
			expect(output).not.toContain("routeRules['/nested");
		});
	},
);
