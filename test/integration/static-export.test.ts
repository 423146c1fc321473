import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'astro/zod';
import type { Emulator } from '../../integration/src/emulator/index.js';
import { digestContent } from '../../integration/src/store/content-digest.js';
import {
	createFixtureSite,
	readTree,
	startFixtureEmulator,
	type FixtureSite,
} from '../support/fixture.js';
import { runNode, type Env } from '../support/process.js';
import { notEmpty } from '../support/not-empty.js';

const CLI = fileURLToPath(new URL('../../integration/dist/cli/index.js', import.meta.url));
const CHOOSE_SECRET = 'a secret of the site that is long enough';
const FOLDER = /^_choose-[\w-]{22}\//;
const TARGETS = { edge: { targets: ['nginx', 'cloudflare', 'netlify'] } };
const DECIDED = ['Acme hero', 'Pro hero', 'Social &lt;hero', 'Slot one', 'READ', 'swipe'];

const exposuresSchema = z.object({ exposures: z.array(z.unknown()) });
const manifestSchema = z.object({
	version: z.literal(1),
	folder: z.string(),
	pages: z.array(z.object({ file: z.string(), variants: z.array(z.object({ body: z.string() })) })),
	consent: z.unknown(),
	signed: z.object({ device: z.record(z.string(), z.string()) }).nullable(),
});

type Tree = Map<string, Buffer>;

/** Builds, and must succeed. */
async function build(site: FixtureSite, env: Env, options: object = {}) {
	const built = await site.build({ ...env, FIXTURE_OPTIONS: JSON.stringify(options) });
	expect(built.code, built.output).toBe(0);
	return built.output;
}

const published = (site: FixtureSite) => readTree(join(site.root, 'dist'));
const ofEdge = (site: FixtureSite) => readTree(join(site.root, 'dist-edge'));
const readManifest = async (site: FixtureSite) =>
	manifestSchema.parse(JSON.parse(await site.read('dist-edge/manifest.json')));

/** The pages and files of a tree that are Astro's own. */
const withoutVariants = (tree: Tree): Tree =>
	new Map([...tree].filter(([name]) => !FOLDER.test(name) && name !== '_headers'));

function expectSame(tree: Tree, expected: Tree) {
	expect(expected.size).toBeGreaterThan(0);
	expect([...tree.keys()]).toEqual([...expected.keys()]);
	for (const [name, bytes] of notEmpty(expected))
		expect(tree.get(name)?.equals(bytes), name).toBe(true);
}

/** Adds Astro's own sitemap to a site. */
async function addSitemap(site: FixtureSite) {
	const config = await site.read('astro.config.mjs');
	await site.write(
		'astro.config.mjs',
		`import sitemap from '@astrojs/sitemap';\n${config.replace('integrations: [', 'integrations: [sitemap(), ')}`,
	);
}

async function countExposures(emulator: Emulator): Promise<number> {
	const answer = await fetch(new URL('/exposures', emulator.controlUrl));
	return exposuresSchema.parse(await answer.json()).exposures.length;
}

describe('a static build without targets', () => {
	let site: FixtureSite;
	let output: string;
	let exposures: number;
	beforeAll(async () => {
		site = await createFixtureSite('static');
		const { emulator, env } = await startFixtureEmulator(site);
		output = await build(site, env);
		exposures = await countExposures(emulator);
		await emulator.close();
	});
	afterAll(() => site.remove());

	it('asks Choose nothing, and says what it is and how to have variants', () => {
		expect(exposures).toBe(0);
		expect(output).not.toMatch(/WARN|ERROR/);
		const said = output.split('\n').filter((line) => line.includes('[choose:'));
		expect(said).toEqual([
			expect.stringMatching(/complete site for any host.*edge: \{ targets: .*@astrojs\/node/),
		]);
	});

	it('writes no store and no report, and has no edge folder', async () => {
		const names = [...(await readTree(site.root)).keys()];
		expect(
			names.filter((name) => /choose-report|variants\/|pack-|dist-edge|_choose/.test(name)),
		).toEqual([]);
	});
});

it('without targets, what Astro makes without the integration is made, byte for byte', async () => {
	const config = `import { defineConfig } from 'astro/config';
import choose from 'astro-choose';
const integrations = process.env.FIXTURE_PLAIN ? [] : [choose({ org: 'fixture', project: 'site' })];
export default defineConfig({
	site: 'https://fixture.example',
	integrations,
	security: { allowedDomains: [{ hostname: 'acme.fixture.example' }] },
});`;
	const sites = await Promise.all([createFixtureSite('basic'), createFixtureSite('basic')]);
	const [plain, own] = sites;
	for (const site of sites) {
		await site.write('astro.config.mjs', config);
		await site.write('src/pages/live.astro', '<h1>Nothing on demand</h1>');
	}
	await build(plain, { FIXTURE_PLAIN: '1' });
	await build(own, {});
	expectSame(await published(own), await published(plain));
	await Promise.all(sites.map((site) => site.remove()));
});

describe('a static build with targets', () => {
	let site: FixtureSite;
	let emulator: Emulator;
	let env: Env;
	let output: string;
	let tree: Tree;
	beforeAll(async () => {
		site = await createFixtureSite('static');
		({ emulator, env } = await startFixtureEmulator(site));
		await addSitemap(site);
		await site.write('public/_headers', '/about/\n  X-Own: 1');
		output = await build(site, { ...env, CHOOSE_SECRET }, TARGETS);
		tree = await published(site);
	});
	afterAll(async () => {
		await emulator.close();
		await site.remove();
	});

	it('asks for every segment and device once, and warns of nothing', async () => {
		expect(await countExposures(emulator)).toBeGreaterThan(0);
		expect(output).not.toMatch(/WARN|ERROR/);
		expect(output).toContain('12 now, none between builds');
	});

	it('publishes every variant under its digest, plain and compressed, in one folder', async () => {
		const { folder, pages } = await readManifest(site);
		expect(folder).toMatch(/^_choose-[\w-]{22}\/$/);
		const bodies = pages.flatMap(({ variants }) => variants.map(({ body }) => body));
		const names = [...new Set(bodies)].flatMap((body) => [body, `${body}.br`, `${body}.gz`]);
		const written = [...tree.keys()].filter((name) => name.startsWith('_choose'));
		expect(written).toEqual(names.map((name) => `${folder}${name}`).sort());
		expect(bodies).not.toEqual([]);
		for (const body of notEmpty(bodies)) {
			expect(digestContent(tree.get(`${folder}${body}`) ?? Buffer.alloc(0))).toBe(body);
		}
	});

	it('has the default of each varied page first, equal to the page itself', async () => {
		const { folder, pages } = await readManifest(site);
		expect(pages.map(({ file }) => file).sort()).toEqual([
			'blog/first/index.html',
			'blog/ü x/index.html',
			'device/index.html',
			'index.html',
			'pricing/index.html',
		]);
		for (const { file, variants } of notEmpty(pages)) {
			const bytes = tree.get(file) ?? Buffer.alloc(0);
			expect(tree.get(`${folder}${variants[0]?.body ?? ''}`)?.equals(bytes), file).toBe(true);
		}
	});

	it('leaves the pages as they are without targets, which needs no key, and links to no variant', async () => {
		const other = await createFixtureSite('static');
		await addSitemap(other);
		await build(other, {});
		const pages = withoutVariants(tree);
		expectSame(pages, await published(other));
		await other.remove();
		for (const [name, bytes] of notEmpty(pages)) {
			expect(bytes.includes('_choose-'), name).toBe(false);
			for (const text of DECIDED) expect(bytes.includes(text), `${text} in ${name}`).toBe(false);
		}
		const variants = [...tree].filter(([name]) => FOLDER.test(name) && !/\.(?:gz|br)$/.test(name));
		expect(variants).not.toEqual([]);
		for (const [name, bytes] of notEmpty(variants))
			expect(bytes.includes('_choose-'), name).toBe(false);
		for (const text of DECIDED) {
			expect(
				variants.some(([, bytes]) => bytes.includes(text)),
				text,
			).toBe(true);
		}
	});

	it('keeps the folder out of search engines, behind the site’s own headers', async () => {
		const { folder } = await readManifest(site);
		expect(tree.get('_headers')?.toString()).toBe(
			`/about/\n  X-Own: 1\n/${folder}*\n  X-Robots-Tag: noindex\n`,
		);
	});

	it('names no variant in the sitemap', async () => {
		const listed = [...(await site.read('dist/sitemap-0.xml')).matchAll(/<loc>([^<]*)/g)];
		expect(listed.map(([, url = '']) => decodeURI(new URL(url).pathname)).sort()).toEqual([
			'/',
			'/about/',
			'/blog/first/',
			'/blog/ü x/',
			'/device/',
			'/pricing/',
		]);
	});

	it('keeps store and report in the edge folder, and no secret anywhere', async () => {
		const edge = await ofEdge(site);
		expect([...edge.keys()]).toEqual(
			expect.arrayContaining([
				'choose-report.html',
				'choose-report.json',
				'cloudflare/worker.js',
				'manifest.json',
				'netlify/edge-functions/choose.js',
				'variants/index.json',
				expect.stringMatching(/^variants\/pack-/),
			]),
		);
		for (const [name, bytes] of notEmpty([...edge, ...tree])) {
			expect(bytes.includes(CHOOSE_SECRET), name).toBe(false);
			expect(bytes.includes('fixture-secret'), name).toBe(false);
		}
		expect(output).not.toContain(CHOOSE_SECRET);
	});

	it('says what is to be published, and for each target what to use and where that is explained', () => {
		const said = output.split('\n').filter((line) => line.includes('[choose:edge]'));
		expect(said[0]).toContain(
			'Publish dist/; dist-edge/ is for the edge alone, and never published.',
		);
		for (const [target, file] of [
			['cloudflare', 'dist-edge/cloudflare/wrangler.jsonc'],
			['netlify', 'dist-edge/netlify/netlify.toml'],
		] as const) {
			const line = said.find((one) => one.includes(`${target}: `));
			expect(line).toContain(file);
			expect(line).toContain(`docs/deploy/${target}.md of astro-choose`);
		}
	});

	it('lets nobody else read what was generated, where it keeps visitors', async () => {
		expect((await stat(join(site.root, 'dist-edge/manifest.json'))).mode & 0o777).toBe(0o600);
	});

	describe('built again', { timeout: 240_000 }, () => {
		const folderOf = async () => (await readManifest(site)).folder;

		it('has the same folder with the same secret and content, and no other beside it', async () => {
			const before = await folderOf();
			// As it is with `vite: { build: { emptyOutDir: false } }`.
			await site.write('dist/_choose-AAAAAAAAAAAAAAAAAAAAAA/old', 'of an earlier build');
			const FIXTURE_ASTRO = JSON.stringify({ vite: { build: { emptyOutDir: false } } });
			await build(site, { ...env, CHOOSE_SECRET, FIXTURE_ASTRO }, TARGETS);
			expect(await folderOf()).toBe(before);
			const again = await published(site);
			expectSame(again, tree);
		});

		it('has another without a secret, each time', async () => {
			const folders = new Set([await folderOf()]);
			for (let times = 0; times < 2; times++) {
				await build(site, env, { edge: { targets: ['cloudflare'] } });
				folders.add(await folderOf());
			}
			expect(folders.size).toBe(3);
		});

		it('with locked decisions publishes the same without asking, and without any only what the device shows', async () => {
			const locked = await runNode([CLI, 'lock'], { cwd: site.root, env });
			expect(locked.code, locked.output).toBe(0);
			await build(site, { CHOOSE_SECRET }, { ...TARGETS, decisions: 'lockfile' });
			expectSame(await published(site), tree);
			await build(site, {}, { ...TARGETS, decisions: 'defaults' });
			const { pages } = await readManifest(site);
			expect(pages.map(({ variants }) => variants.length).sort()).toEqual([1, 1, 1, 1, 2]);
		});

		it('takes away what it had put into the edge folder, and nothing else', async () => {
			await site.write('dist-edge/mine.conf', 'my own');
			await site.write('dist-edge/variants/notes.txt', 'my own');
			await build(site, {}, { decisions: 'defaults' });
			expect([...(await ofEdge(site)).keys()]).toEqual(['mine.conf', 'variants/notes.txt']);
		});
	});
});

// Some build several times.
describe('a static build', { timeout: 240_000 }, () => {
	let site: FixtureSite;
	beforeEach(async () => {
		site = await createFixtureSite('static');
	});
	afterEach(() => site.remove());

	const fail = async (options: object, env: Env = {}) => {
		const built = await site.build({
			INTEMPT_API_KEY: 'a.key',
			FIXTURE_OPTIONS: JSON.stringify(options),
			...env,
		});
		expect(built.code).not.toBe(0);
		expect(built.output).not.toContain('Building');
		return built.output;
	};

	it('publishes nothing when it is strict and nginx has no secret for persisted segments', async () => {
		const { emulator, env } = await startFixtureEmulator(site);
		const options = { edge: { targets: ['nginx'] } };
		expect(await build(site, env, options)).toMatch(/NotPersisted.*social, reader/);
		const { code, output } = await site.build({
			...env,
			FIXTURE_OPTIONS: JSON.stringify({ ...options, strict: true }),
		});
		await emulator.close();
		expect(code).not.toBe(0);
		expect(output).toMatch(/StrictBuild[^]*NotPersisted/);
		expect([...(await published(site)).keys()].filter((name) => name.includes('choose'))).toEqual(
			[],
		);
	});

	it('keeps to its budget, and says whom that leaves with the default', async () => {
		const { emulator, env } = await startFixtureEmulator(site);
		const output = await build(
			site,
			{ ...env, CHOOSE_SECRET },
			{ ...TARGETS, budget: { page: 1 } },
		);
		await emulator.close();
		expect(output).toMatch(/BudgetExceeded.*audiences or more get its default/);
		const { pages } = await readManifest(site);
		expect(Math.max(...pages.map(({ variants }) => variants.length))).toBe(2);
	});

	it('takes over variants from its last build, and makes the same site', async () => {
		const { emulator, env } = await startFixtureEmulator(site);
		const slug = 'src/pages/blog/[slug].astro';
		await site.write(
			slug,
			(await site.read(slug)).replace('params: { slug } }', "params: { slug }, cacheKey: 'one' }"),
		);
		const own = {
			...env,
			CHOOSE_SECRET,
			FIXTURE_ASTRO: '{"experimental":{"incrementalBuild":true}}',
		};
		await build(site, own, TARGETS);
		const tree = await published(site);
		const again = await build(site, own, TARGETS);
		expect(again).toMatch(/restored/);
		expectSame(await published(site), tree);
		// A build for any host in between shows the same defaults.
		expect(await build(site, own)).toMatch(/5 pages are their default/);
		expectSame(await published(site), withoutVariants(tree));
		await build(site, own, TARGETS);
		expectSame(await published(site), tree);
		await emulator.close();
	});

	it('refuses what an edge cannot do, all of it by name', async () => {
		await site.write(
			'src/choose.config.ts',
			`import { defineChoose, experience, flags, group, headline } from 'astro-choose/config';
export default defineChoose({
	segments: {
		named: { profile: { userId: 'a' }, when: false, persist: '1h' },
		staff: { profile: { userId: 'b' }, private: true },
	},
	experiences: { hero: headline({ per: 'visitor', default: { headline: 'x' } }) },
	groups: { slots: group(headline({ per: 'visitor', default: { headline: 'x' } })) },
	visitor: { segment: () => 'named', consent: () => true },
});`,
		);
		const output = await fail(TARGETS);
		expect(output).toContain('NotExportable');
		for (const path of [
			'visitor.segment',
			'segments.named.when',
			'segments.staff.private',
			'experiences.hero.per',
			'groups.slots.member.per',
			'visitor.consent',
		]) {
			expect(output).toContain(`${path}: `);
		}
	});

	it.each([
		['a secret that is too short', TARGETS, { CHOOSE_SECRET: 'short' }, /MissingSecret.*5 bytes/],
		[
			'an edge folder that is published',
			{ edge: { ...TARGETS.edge, folder: 'dist/edge' } },
			{},
			/edge\.folder.*neither inside nor around/,
		],
		[
			'an edge in front of a server, and no secret',
			{ edge: { targets: ['nginx'] } },
			{ ADAPTER: 'node' },
			/MissingSecret.*nothing, neither in the environment nor in \.env/,
		],
		[
			'Netlify in front of a server',
			{ edge: { targets: ['netlify'] } },
			{ ADAPTER: 'node', CHOOSE_SECRET },
			/NotExportable.*netlify/,
		],
	])('refuses %s', async (_what, options, env, expected) => {
		expect(await fail(options, env)).toMatch(expected);
	});
});

it('a build with a server and an edge in front writes for both, and publishes no variant', async () => {
	const site = await createFixtureSite('static');
	const { emulator, env } = await startFixtureEmulator(site);
	await site.write('.env', `CHOOSE_SECRET=${CHOOSE_SECRET}\n`);
	await build(site, { ...env, ADAPTER: 'node' }, { edge: { targets: ['nginx', 'cloudflare'] } });
	await emulator.close();
	const tree = await published(site);
	expect(tree.has('server/variants/index.json')).toBe(true);
	expect(tree.has('choose-report.json')).toBe(true);
	const inClient = [...tree.keys()].filter((name) => name.startsWith('client/'));
	expect(inClient.filter((name) => /_choose|_headers/.test(name))).toEqual([]);
	const { signed, pages } = await readManifest(site);
	expect(pages).toEqual([]);
	expect(signed?.device).toMatchObject({
		desktop: expect.stringMatching(/^d~[\w-]{22}$/) as string,
		mobile: expect.stringMatching(/^m~[\w-]{22}$/) as string,
	});
	expect((await stat(join(site.root, 'dist-edge/manifest.json'))).mode & 0o777).toBe(0o600);
	const names = [...(await ofEdge(site)).keys()];
	expect(names.filter((name) => /variants|report/.test(name))).toEqual([]);
	await site.remove();
});
