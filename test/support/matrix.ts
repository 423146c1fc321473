import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AstroConfig } from 'astro';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'astro/zod';
import { ask, type Answer, type Ask } from './ask.js';
import { buildPlainSite } from './astro-alone/plain-site.js';
import { readTree, startFixtureEmulator, type FixtureSite, type ServedSite } from './fixture.js';
import { expectSameLive, openLiveSite } from './live.js';
import { createMatrixSite, type MatrixFixture } from './matrix-site.js';
import type { Env } from './process.js';
import { notEmpty } from './not-empty.js';

/** The parts of `docs/compatibility.md`, in its order. */
export type MatrixGroup =
	| 'URLs and output'
	| 'Routing'
	| 'Content and styles'
	| 'Islands and interaction'
	| 'Rendering on demand'
	| 'Servers'
	| 'Experimental flags';

/**
 * Names the feature of Astro that a suite covers. Every test in it becomes part of a row in `docs/compatibility.md`, under the title
 * it has here: write titles that a user of Astro understands.
 */
export function describeFeature(group: MatrixGroup, feature: string, suite: () => void): void {
	describe(`Matrix: ${group}`, () => {
		describe(feature, suite);
	});
}

export interface SiteMatrix {
	/** Default: none. */
	readonly fixture?: MatrixFixture;
	/** JSON added to the site's Astro configuration. */
	readonly config?: object;
	/** Environment of all builds. */
	readonly env?: Env;
	/** Paths of exactly those prerendered pages that read decisions, as the report names them. */
	readonly varied: readonly string[];
	/** Paths of those pages that read decisions besides, but whose variants cannot be stored: everybody is shown their default. */
	readonly unvariable?: readonly string[];
	/** Request targets that everybody is to be answered as Astro alone would; those of `varied` are among them by themselves. */
	readonly targets?: readonly string[];
	/** Paths of on-demand pages: of their HTML, `Cache-Control` and `Vary` are ours. */
	readonly onDemand?: readonly string[];
	/** Where the site is built to, relative to its root. Default: as Astro does. */
	readonly folders?: BuildFolders;
	/** Takes out of bytes what two builds of the same site do not have in common; lengths are then not compared. */
	readonly settle?: (text: string) => string;
	/** Warnings of the build that belong to the feature. */
	readonly expectedWarnings?: RegExp;
	/** A tool of the site takes the folder in which its process was started for the site's: no other site is built in that process. */
	readonly inOwnProcess?: boolean;
}

export interface BuildFolders {
	readonly out: string;
	readonly client: string;
	/** The server's entry. */
	readonly entry: string;
}

/** The same site three times: with the integration, and without it as everybody, and a `pro` visitor, should see it. */
export interface MatrixRun {
	readonly site: FixtureSite;
	/** Served with the integration. */
	readonly varied: ServedSite;
	/** Served by Astro alone, with the default of every experience. */
	readonly plain: ServedSite;
	/** Served by Astro alone, with what the segment `pro` is decided. */
	readonly asPro: ServedSite;
	/** What `astro build` printed with the integration. */
	readonly output: string;
}

export const PRO = { cookie: 'plan=pro' };
const ASTRO_FOLDERS: BuildFolders = {
	out: 'dist',
	client: 'dist/client',
	entry: 'dist/server/entry.mjs',
};
const SECRET = 'a secret of more than thirty-two bytes';

const featureSchema = z.object({ default: z.looseObject({}) });
const featureConfigSchema = z.object({ i18n: z.custom<AstroConfig['i18n']>().optional() });
const reportSchema = z.object({ pages: z.array(z.object({ path: z.string() })) });

/**
 * Builds a site with and without the integration, serves all of them, and compares: files byte for byte, and every answer to
 * everybody and to a visitor of a segment. `more` adds what is particular to the feature.
 */
export function testSite(matrix: SiteMatrix, more?: (run: () => MatrixRun) => void): void {
	const { settle = (text: string) => text, folders = ASTRO_FOLDERS } = matrix;
	let site: FixtureSite;
	const served: ServedSite[] = [];
	let run: MatrixRun;
	let trees: Readonly<Record<'varied' | 'plain' | 'asPro', Map<string, Buffer>>>;

	beforeAll(async () => {
		site = await createMatrixSite(matrix.fixture);
		const files = await readTree(site.root);
		const { emulator, env } = await startFixtureEmulator(site);
		const common = { ...matrix.env, FIXTURE_CONFIG: JSON.stringify(matrix.config ?? {}) };
		const [{ code, output }, plain, asPro] = await Promise.all([
			site.build({ ...common, ...env }),
			buildPlainSite(files, { ...common, FIXTURE_AS: 'default' }, matrix),
			buildPlainSite(files, { ...common, FIXTURE_AS: 'pro' }, matrix),
		]);
		await emulator.close();
		expect(code, output).toBe(0);
		const [client, plainClient, proClient] = await Promise.all(
			[site, plain, asPro].map((one) => readTree(join(one.root, folders.client))),
		);
		trees = { varied: client!, plain: plainClient!, asPro: proClient! };
		const servers = await Promise.all([
			site.serve({ ...matrix.env, CHOOSE_SECRET: SECRET }, folders.entry),
			plain.serve({ ...matrix.env, FIXTURE_AS: 'default' }, folders.entry),
			asPro.serve({ ...matrix.env, FIXTURE_AS: 'pro' }, folders.entry),
		]);
		served.push(...servers);
		run = { site, varied: servers[0], plain: servers[1], asPro: servers[2], output };
	});
	afterAll(async () => {
		await Promise.all(served.map((one) => one.stop()));
		await site.remove();
	});

	it('builds without a warning', () => {
		const warnings = run.output.split('\n').filter((line) => /\[(?:WARN|ERROR)\]/.test(line));
		expect(warnings.filter((line) => matrix.expectedWarnings?.test(line) !== true)).toEqual([]);
	});

	it('varies exactly the pages that read decisions', async () => {
		const report = reportSchema.parse(
			JSON.parse(await run.site.read(`${folders.out}/choose-report.json`)),
		);
		const expected = [...matrix.varied, ...(matrix.unvariable ?? [])];
		expect(report.pages.map(({ path }) => path).toSorted()).toEqual(expected.toSorted());
	});

	it('leaves every default page and file as Astro builds it', () => {
		const { varied, plain, asPro } = trees;
		const isSame = (one: Buffer | undefined, other: Buffer | undefined) =>
			one !== undefined &&
			other !== undefined &&
			(one.equals(other) || settle(one.toString()) === settle(other.toString()));
		const missing = [...plain.keys()].filter((name) => !varied.has(name));
		// Astro deletes an image's original once a page shows it resized: here, a variant may be that page.
		expect(missing.filter((name) => name.endsWith('.html') || asPro.has(name))).toEqual([]);
		// What only a variant uses, its images say, is there as well.
		const expected = (name: string) =>
			plain.get(name) ?? (name.endsWith('.html') ? undefined : asPro.get(name));
		const changed = [...varied].filter(([name, bytes]) => !isSame(bytes, expected(name)));
		expect(changed.map(([name]) => name)).toEqual([]);
	});

	const compare = async (target: string, astro: ServedSite, asked: Ask) => {
		const [expected, found] = await Promise.all([
			ask(astro.url, target, asked),
			ask(run.varied.url, target, asked),
		]);
		const isOnDemand = (matrix.onDemand ?? []).includes(target.replace(/[?#].*/, ''));
		const essence = (answer: Answer, own: ServedSite) => ({
			status: answer.status,
			headers: comparable(
				answer,
				isOnDemand || 'cache-status' in found.headers,
				matrix.settle !== undefined,
			),
			text: settle(withoutPort(answer.text, own)),
		});
		expect(essence(found, run.varied), `${asked.method ?? 'GET'} ${target}`).toEqual(
			essence(expected, astro),
		);
		return { expected, found };
	};
	const allTargets = () => [
		...new Set([...matrix.varied.map(encodeURI), ...(matrix.targets ?? [])]),
	];

	it('answers everybody as Astro does', async () => {
		for (const target of notEmpty([...allTargets(), ...(matrix.unvariable ?? []).map(encodeURI)])) {
			for (const method of ['GET', 'HEAD', 'POST']) await compare(target, run.plain, { method });
		}
	});

	it('answers a visitor of a segment as Astro would with the decided values', async () => {
		for (const target of notEmpty(allTargets())) {
			for (const method of ['GET', 'HEAD']) {
				await compare(target, run.asPro, { method, headers: PRO });
			}
		}
	});

	if (matrix.varied.length > 0) {
		it('shows different visitors different pages', async () => {
			for (const path of notEmpty(matrix.varied.map(encodeURI))) {
				const [nobody, pro] = await Promise.all([
					ask(run.varied.url, path),
					ask(run.varied.url, path, { headers: PRO }),
				]);
				expect([nobody.status, pro.status], path).toEqual([200, 200]);
				expect(pro.text, path).not.toBe(nobody.text);
				expect(pro.headers, path).toMatchObject({ 'cache-status': 'choose; hit' });
			}
		});

		it('renders live what it prerendered', async () => {
			const site = await openLiveSite(run.site.root, {
				server: dirname(folders.entry),
				i18n: await readI18n(run.site, matrix.config),
				env: { ...matrix.env, CHOOSE_SECRET: SECRET },
			});
			try {
				await expectSameLive(site, settle);
			} finally {
				await site.close();
			}
		});
	}

	more?.(() => run);
}

/** The site's `i18n`, as its feature or its suite configures it. */
async function readI18n(site: FixtureSite, config: object = {}): Promise<AstroConfig['i18n']> {
	const module: unknown = await import(pathToFileURL(join(site.root, 'feature.mjs')).href);
	const { default: feature } = featureSchema.parse(module);
	return featureConfigSchema.parse({ ...feature, ...config }).i18n;
}

const ALWAYS_OWN = ['date', 'etag', 'last-modified', 'connection', 'keep-alive'];
/** Of an answer that is the visitor's own. */
const OWN_WHEN_VARIED = [
	'cache-control',
	'vary',
	'cache-status',
	'server-timing',
	'accept-ranges',
	'content-length',
	'transfer-encoding',
];

function comparable(
	{ headers }: Answer,
	isVaried: boolean,
	isSettled: boolean,
): Record<string, unknown> {
	const own = [
		...ALWAYS_OWN,
		...(isVaried ? OWN_WHEN_VARIED : []),
		...(isSettled ? ['content-length'] : []),
	];
	return Object.fromEntries(Object.entries(headers).filter(([name]) => !own.includes(name)));
}

// The origin stands in what Astro renders on demand.
function withoutPort(text: string, { url }: ServedSite): string {
	return text.replaceAll(`:${new URL(url).port}`, '');
}
