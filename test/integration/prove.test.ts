import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProofReport } from '../../integration/src/prove/report-types.js';
import { startLeakySite, type Faults } from '../fixtures/leaky/site.js';
import { launchChromium, openPage } from '../support/browser.js';
import { runCommand } from '../support/cli.js';
import {
	createFixtureSite,
	startFixtureEmulator,
	type FixtureSite,
	type ServedSite,
} from '../support/fixture.js';

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'choose-prove-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the command, and reads the report that it wrote. */
async function prove(url: string, ...options: string[]) {
	const json = join(folder, 'proof.json');
	const html = join(folder, 'proof.html');
	const files = ['--json', json, '--html', html];
	const { code, stdout, stderr } = await runCommand(['prove', url, ...files, ...options]);
	if (code === 2 && !stdout) throw new Error(stderr);
	const report: ProofReport = JSON.parse(await readFile(json, 'utf8'));
	return { code, stdout, report, html };
}

const verdictsOf = ({ statements }: ProofReport) =>
	Object.fromEntries(statements.map(({ id, verdict }) => [id, verdict]));
const namesOf = ({ findings }: ProofReport) =>
	[...new Set(findings.map(({ name }) => name))].sort();

describe('astro-choose prove, of a site with variants', () => {
	let site: FixtureSite;
	let served: ServedSite;
	let proof: Awaited<ReturnType<typeof prove>>;

	beforeAll(async () => {
		site = await createFixtureSite('proven');
		const { emulator, env } = await startFixtureEmulator(site);
		const built = await site.build(env);
		expect(built.code, built.output).toBe(0);
		served = await site.serve({ ...env, CHOOSE_SECRET: 'x'.repeat(40) });
		await emulator.close();
		proof = await prove(`${served.url}/shop/`, '--root', site.root);
	});
	afterAll(async () => {
		await served.stop();
		await site.remove();
	});

	it('proves everything, and exits with 0', () => {
		expect(proof.report.findings.filter(({ weight }) => weight === 'error')).toEqual([]);
		expect(verdictsOf(proof.report)).toEqual({
			'same-bytes': 'holds',
			'no-leak': 'holds',
			cache: 'holds',
			audiences: 'holds',
			addresses: 'holds',
		});
		expect(proof.report.verdict).toBe('holds');
		expect(proof.code).toBe(0);
	});

	it('has asked for every page of the sitemap, below the base', () => {
		const { asked, source } = proof.report.pages;
		expect(source).toBe('/shop/sitemap-index.xml');
		expect(asked.map(({ path, status }) => `${path} ${status}`)).toEqual([
			'/shop/ 200',
			'/shop/live/ 200',
			'/shop/plain/ 200',
		]);
		expect(proof.report.notes.join('\n')).toContain('https://proven.example');
	});

	it('has sent a visitor of each segment that a request can be made for, and seen its variant', () => {
		const segments = proof.report.askers.filter(({ kind }) => kind === 'segment');
		expect(segments.map(({ id }) => id)).toEqual([
			'segment-acme',
			'segment-pro',
			'segment-social',
			'segment-inside',
		]);
		// Nobody, four segments, and nobody on a phone.
		expect(proof.report.pages.asked[0]?.bodies).toBe(6);
		expect(proof.report.statements[3]?.evidence).toMatch(
			/Of 4 variants that the build’s report promises them, 4 were seen/,
		);
		expect(proof.report.notes.join('\n')).toContain('makes a visitor of: known');
		expect(JSON.stringify(proof.report)).not.toContain('secret-club');
	});

	it('has compared a page that changes by itself, and says so', () => {
		expect(namesOf(proof.report)).toEqual(['ChangesByItself']);
		const [finding] = proof.report.findings;
		expect(finding).toMatchObject({ page: '/shop/live/', weight: 'warning' });
		expect(finding?.message).toContain('compared but for what changed');
	});

	it('prints one page, with a sentence for anybody', () => {
		const lines = proof.stdout.split('\n');
		expect(lines[0]).toMatch(/^✓ PROVEN {2}http:\S+ {2}\d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
		expect(lines[1]).toContain('search engines got exactly what people get');
		expect(lines.length).toBeLessThan(40);
	});

	it.each([
		['a server', 'dist'],
		['a static site', 'dist-edge'],
	])(
		'warns when a segment is shown nothing of what was built for it: %s',
		async (_what, folder) => {
			const report = await site.read('dist/choose-report.json');
			// The same project, whose segment is recognised by another cookie than the running site’s.
			const other = await createFixtureSite('proven');
			await other.write(`${folder}/choose-report.json`, report);
			const definitions = await other.read('src/choose.config.ts');
			await other.write('src/choose.config.ts', definitions.replace("plan: 'pro'", "tier: 'pro'"));
			const { report: found, code } = await prove(`${served.url}/shop/`, '--root', other.root);
			await other.remove();
			expect(found.findings).toContainEqual(
				expect.objectContaining({ name: 'VariantNotReached', weight: 'warning', page: '/shop/' }),
			);
			expect(verdictsOf(found)).toMatchObject({ audiences: 'broken', 'no-leak': 'holds' });
			expect(code).toBe(0);
		},
	);
});

describe('astro-choose prove, of a site that is broken on purpose', () => {
	const CASES: { faults: Faults; found: string[]; broken: string[] }[] = [
		{
			faults: { reflectsCookie: true },
			found: ['Leak', 'MixedByCache', 'WillLeak'],
			broken: ['no-leak', 'cache'],
		},
		{
			faults: { reflectsCookie: true, public: 'Public, Max-Age=60, must-revalidate' },
			found: ['Leak', 'MixedByCache', 'WillLeak'],
			broken: ['no-leak', 'cache'],
		},
		{
			faults: { reflectsHost: true, public: 's-maxage=1' },
			found: ['Leak', 'MixedByCache', 'WillLeak'],
			broken: ['no-leak', 'cache'],
		},
		{
			faults: { reflectsCookie: true, public: 'max-age=0, stale-while-revalidate=60' },
			found: ['Leak', 'MixedByCache', 'WillLeak'],
			broken: ['no-leak', 'cache'],
		},
		{ faults: { forgetsVary: true }, found: ['MixedByCache'], broken: ['cache'] },
		{ faults: { cloaks: true }, found: ['Cloaking'], broken: ['same-bytes'] },
		{
			faults: { cloaks: true, nonce: true },
			found: ['ChangesByItself', 'Cloaking'],
			broken: ['same-bytes'],
		},
		{ faults: { hidesFromCrawlers: true }, found: ['Cloaking'], broken: ['same-bytes'] },
		{ faults: { linksVariants: true }, found: ['VariantAddress'], broken: ['addresses'] },
		{ faults: { openFolder: true }, found: ['VariantAddress'], broken: ['addresses'] },
		{
			faults: { listsVariants: true },
			found: ['NotAPage', 'VariantAddress'],
			broken: ['addresses'],
		},
		{ faults: { sharesCookie: true }, found: ['SharedCookie'], broken: ['no-leak'] },
		{
			faults: { sharesCookie: true, public: 'max-age=60' },
			found: ['SharedCookie'],
			broken: ['no-leak'],
		},
	];

	it.each(CASES)('finds $faults', async ({ faults, found, broken }) => {
		const site = await startLeakySite(faults);
		try {
			const { code, report, stdout } = await prove(site.url, '--no-project');
			expect(namesOf(report)).toEqual(found);
			const verdicts = Object.entries(verdictsOf(report));
			expect(verdicts.filter(([, one]) => one === 'broken').map(([id]) => id)).toEqual(broken);
			expect(code).toBe(1);
			expect(stdout).toMatch(/^✗ NOT SO /);
			expect(stdout).toContain(`curl -si --compressed`);
		} finally {
			await site.close();
		}
	});

	it.each<Faults>([{}, { public: 'public, max-age=60' }, { nonce: true }])(
		'finds no error in %j',
		async (faults) => {
			const site = await startLeakySite(faults);
			try {
				const { code, report } = await prove(site.url, '--no-project');
				expect(namesOf(report)).toEqual(faults.nonce ? ['ChangesByItself'] : []);
				expect(code).toBe(0);
				expect(report.pages.asked.map(({ path }) => path)).toEqual([
					'/',
					'/pricing/',
					'/%C3%BCber/?page=2',
				]);
				expect(report.counts.kept > 0).toBe(faults.public !== undefined);
			} finally {
				await site.close();
			}
		},
	);

	it('finds that a site shows one visitor to the next, though its pages are private', async () => {
		const site = await startLeakySite({ remembers: true });
		const { code, report } = await prove(site.url, '--no-project');
		await site.close();
		const direct = report.findings.find(
			({ name, message }) => name === 'Leak' && message.endsWith('directly.'),
		);
		expect(direct?.message).toMatch(/Visitor [AB].* the cookie user /);
		expect(direct?.evidence[0]).toMatch(/Before you: prove-/);
		expect(code).toBe(1);
	});

	it('asks for some of the pages, and says so', async () => {
		const site = await startLeakySite({});
		const { report, code } = await prove(site.url, '--no-project', '--pages', '2');
		await site.close();
		expect(report.pages.asked).toHaveLength(2);
		expect(report.notes.join('\n')).toContain('2 of 3 pages');
		expect(code).toBe(0);
	});

	it('goes by links where there is no sitemap', async () => {
		const site = await startLeakySite({});
		const { report } = await prove(site.url, '--no-project', '--sitemap', '/none.xml');
		await site.close();
		expect(report.pages.asked.map(({ path }) => path)).toEqual(['/', '/pricing/']);
		expect(report.notes.join('\n')).toContain('no sitemap at /none.xml');
	});

	it('cannot be run where nothing answers: code 2', async () => {
		const site = await startLeakySite({});
		await site.close();
		const { code, stderr } = await runCommand(['prove', site.url, '--no-project']);
		expect(code).toBe(2);
		expect(stderr).toContain('SiteUnreachable');
	});
});

describe('the page that prove writes', () => {
	let browser: Browser;
	beforeAll(async () => {
		browser = await launchChromium();
	});
	afterAll(() => browser.close());

	it('stands alone, escapes what a site sends, and complains of nothing', async () => {
		const site = await startLeakySite({ reflectsCookie: true, cloaks: true, linksVariants: true });
		const { html } = await prove(site.url, '--no-project');
		await site.close();
		const text = await readFile(html, 'utf8');
		expect(text).not.toMatch(/<script|https?:\/\/[^<]*\.(js|css)"/);
		const { page, problems } = await openPage(browser, `file://${html}`);
		expect(problems).toEqual([]);
		expect(await page.locator('h1').textContent()).toContain(site.url);
		expect(await page.locator('.statements li').count()).toBe(5);
		expect(await page.locator('.finding').count()).toBeGreaterThan(4);
		expect(await page.locator('main').textContent()).toContain('<a href="/links/">');
	});
});
