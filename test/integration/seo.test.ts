import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'astro/zod';
import type { FinishedProcess } from '../support/process.js';
import { createFixtureSite, startFixtureEmulator, type FixtureSite } from '../support/fixture.js';

const PAGE = `---
const { choose } = Astro.locals;
const { headline } = choose.get('hero');
---

<html lang="en">
	<head>
		<title>{headline}</title>
		<link rel="canonical" href={choose.device === 'mobile' ? '/m/' : '/'} />
	</head>
	<body>
		<h1>{headline}</h1>
		<a href={headline === 'Pro hero' ? '/pro/' : '/join/'}>Next</a>
	</body>
</html>
`;
const variantSchema = z.object({
	isDefault: z.boolean(),
	seo: z.looseObject({
		title: z.array(z.string()),
		canonical: z.array(z.string()),
		links: z.number(),
		undeclared: z.array(z.object({ part: z.string(), changedBy: z.array(z.string()) })),
	}),
});
const reportSchema = z.object({
	pages: z.array(z.object({ variants: z.array(variantSchema) })),
	warnings: z.array(z.object({ name: z.string(), message: z.string() })),
});

const SITE = { site: 'https://example.com' };
let builds: Record<'undeclared' | 'strict' | 'declared', FinishedProcess>;
let site: FixtureSite;
let reports: Record<'undeclared' | 'declared', z.output<typeof reportSchema>>;

beforeAll(async () => {
	site = await createFixtureSite('tiny');
	await site.write('src/pages/index.astro', PAGE);
	const { emulator, env: connection } = await startFixtureEmulator(site);
	const env = { ...connection, FIXTURE_CONFIG: JSON.stringify(SITE) };
	const readReport = async () =>
		reportSchema.parse(JSON.parse(await site.read('dist/choose-report.json')));

	const undeclared = await site.build(env);
	const before = await readReport();
	const strict = await site.build({ ...env, FIXTURE_OPTIONS: '{"strict":true}' });
	const definitions = await site.read('src/choose.config.ts');
	await site.write(
		'src/choose.config.ts',
		definitions.replace("headline({ per: 'segment'", "headline({ per: 'segment', seo: true"),
	);
	await site.write('src/pages/index.astro', PAGE.replace("'/m/'", "'/'"));
	const declared = await site.build({ ...env, FIXTURE_OPTIONS: '{"strict":true}' });
	builds = { undeclared, strict, declared };
	reports = { undeclared: before, declared: await readReport() };
	await emulator.close();
});
afterAll(() => site.remove());

it('a build warns of what experiences and the device change without saying so', () => {
	const { warnings } = reports.undeclared;
	expect(warnings.map(({ name }) => name)).toEqual(['SeoDiffers', 'SeoDiffers']);
	expect(warnings.map(({ message }) => message)).toEqual([
		expect.stringContaining(
			'the device changes what search engines read of / for no segment on mobile: canonical (gone https://example.com/; new https://example.com/m/).',
		),
		expect.stringContaining('hero changes what search engines read of / for pro on desktop'),
	]);
	expect(builds.undeclared.output).toContain('SeoDiffers');
});

it('a strict build fails of it', () => {
	expect(builds.strict.code).not.toBe(0);
	expect(builds.strict.output).toContain('StrictBuild');
	expect(builds.strict.output).toContain('internal links (gone /join/; new /pro/)');
});

it('a strict build accepts what is declared', () => {
	expect(builds.declared.code, builds.declared.output).toBe(0);
	expect(reports.declared.warnings).toEqual([]);
});

it('the report says of each variant what search engines read', () => {
	const variants = reports.undeclared.pages[0]?.variants ?? [];
	expect(variants).toHaveLength(4);
	expect(variants.map(({ seo }) => [...seo.title, ...seo.canonical, seo.links])).toEqual([
		['Default hero', 'https://example.com/', 1],
		['Default hero', 'https://example.com/m/', 1],
		['Pro hero', 'https://example.com/', 1],
		['Pro hero', 'https://example.com/m/', 1],
	]);
	expect(variants.map(({ seo }) => seo.undeclared.flatMap(({ changedBy }) => changedBy))).toEqual([
		[],
		['device'],
		['hero'],
		['device', 'hero'],
	]);
});
