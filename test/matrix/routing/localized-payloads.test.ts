import { expect, it } from 'vitest';
import { z } from 'astro/zod';
import { ask } from '../../support/ask.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';

const reportSchema = z.object({
	pages: z.array(
		z.object({
			path: z.string(),
			variants: z.array(
				z.object({ reads: z.array(z.object({ name: z.string(), value: z.string() })) }),
			),
		}),
	),
});

describeFeature('Routing', 'Payloads in several languages', () => {
	testSite(
		{
			fixture: 'localized-payloads',
			varied: ['/', '/about/', '/deutsch/', '/deutsch/about/', '/deutsch/kontakt/'],
			targets: ['/live', '/deutsch/live', '/deutsch', '/deutsch/about', '/nowhere'],
			onDemand: ['/live', '/deutsch/live'],
			// A payload of the fixture does not fit.
			expectedWarnings: /\[choose:report\]/,
		},
		(run) => {
			const read = async (path: string, headers = {}) =>
				(await ask(run().varied.url, path, { headers })).text;

			it('shows a page the part of its own language', async () => {
				expect(await read('/', PRO)).toContain('Pro hero');
				expect(await read('/deutsch/kontakt/', PRO)).toContain('Profiheld');
				expect(await read('/deutsch/kontakt/')).toContain('Standardheld');
			});

			it('shows a fallback page the part of the language of its address', async () => {
				const page = await read('/deutsch/about/', PRO);
				expect(page).toContain('In English for all');
				expect(page).toContain('<html lang="de">');
				expect(page).toContain('Profiheld');
			});

			it('shows the default in a language that was not chosen for, or whose part does not fit', async () => {
				const [english, german] = await Promise.all([
					read('/live?utm_source=facebook'),
					read('/deutsch/live?utm_source=facebook'),
				]);
				expect(english).toContain('Default hero');
				expect(english).toContain('Social tip');
				expect(german).toContain('Soziale Heldin');
				expect(german).toContain('Standardtipp');
			});

			const readPages = async () =>
				reportSchema.parse(JSON.parse(await run().site.read('dist/choose-report.json'))).pages;

			it('reports of a page what it has read in its own language', async () => {
				const page = (await readPages()).find(({ path }) => path === '/deutsch/kontakt/');
				const heroes = page?.variants.flatMap(({ reads }) =>
					reads.filter(({ name }) => name === 'hero').map(({ value }) => value),
				);
				expect(heroes?.toSorted()).toEqual([
					'{"headline":"Profiheld"}',
					'{"headline":"Soziale Heldin"}',
					'{"headline":"Standardheld"}',
				]);
			});

			it('makes no variant of a page for a text in another language', async () => {
				expect(run().output).toContain(
					'tip for segment social on desktop, at de: expected a value of type string',
				);
				const pages = await readPages();
				expect(
					Object.fromEntries(pages.map(({ path, variants }) => [path, variants.length])),
				).toEqual({
					'/': 2,
					'/about/': 2,
					'/deutsch/': 3,
					'/deutsch/about/': 3,
					'/deutsch/kontakt/': 3,
				});
			});
		},
	);
});
