import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'astro/zod';
import { notEmpty } from '../support/not-empty.js';
import { openSite, startFixtureEmulator, type FixtureSite } from '../support/fixture.js';
import { ask } from '../support/ask.js';
import { run, runNode } from '../support/process.js';
import manifest from '../../integration/package.json' with { type: 'json' };

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const packSchema = z
	.array(z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) }))
	.length(1);

/** A page that uses everything a site imports from the package. */
const PAGE = `---
import { Headline } from 'astro-choose/components';
import FlagPayload from 'astro-choose/components/FlagPayload.astro';
---

<Headline experience="hero" as="h1" />
<FlagPayload experience="layout" />
`;
const DEFINITIONS = `import { defineChoose, flags, headline } from 'astro-choose/config';

export default defineChoose({
	segments: { pro: { profile: { userId: 'segment-pro' }, when: { cookie: { plan: 'pro' } } } },
	experiences: {
		hero: headline({ per: 'segment', default: { headline: 'Default hero' } }),
		layout: flags({ per: 'segment', default: { wide: false } }),
	},
});
`;

describe('the package as it is published', () => {
	let folder: string;
	let site: FixtureSite;
	let packed: z.output<typeof packSchema>[number];
	const paths = () => packed.files.map(({ path }) => path);

	beforeAll(async () => {
		// Outside the workspace, so that nothing of it can be found by chance.
		folder = await mkdtemp(join(tmpdir(), 'astro-choose-'));
		const root = join(folder, 'site');
		await cp(join(ROOT, 'test/fixtures/tiny'), root, { recursive: true });
		const npm = async (cwd: string, ...args: string[]) => {
			const finished = await run('npm', args, { cwd });
			expect(finished.code, finished.output).toBe(0);
			return finished.output;
		};
		const listing = await npm(
			join(ROOT, 'integration'),
			'pack',
			// Built already, by the command that runs the tests; building again would empty the folder under the others.
			'--ignore-scripts',
			'--json',
			'--pack-destination',
			folder,
		);
		[packed = { filename: '', files: [] }] = packSchema.parse(
			JSON.parse(listing.slice(listing.search(/^\[/m), listing.lastIndexOf(']') + 1)),
		);
		await writeFile(join(root, 'package.json'), '{ "private": true, "type": "module" }');
		await npm(
			root,
			...['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'],
			...['astro@7.3.4', '@astrojs/node@11.1.6', join(folder, packed.filename)],
		);
		site = openSite(root, join(root, 'node_modules/astro/bin/astro.mjs'));
		await site.write('src/choose.config.ts', DEFINITIONS);
		await site.write('src/pages/index.astro', PAGE);
	});
	afterAll(() => rm(folder, { recursive: true, force: true }));

	it('holds the built package, the components, the licence and a README', () => {
		for (const path of [
			'package.json',
			'LICENSE',
			'README.md',
			'dist/index.js',
			'dist/index.d.ts',
		]) {
			expect(paths()).toContain(path);
		}
		for (const name of ['Headline', 'ProductList', 'Flag', 'FlagPayload', 'Device']) {
			expect(paths()).toContain(`components/${name}.astro`);
		}
	});

	it('holds nothing else', () => {
		const known =
			/^(?:package\.json|LICENSE|(?:CHANGELOG|README)\.md|bin\/astro-choose\.js|components\/\w+\.(?:astro|ts)|dist\/[\w/-]+(?:\.d\.ts|\.js))$/;
		expect(paths().filter((path) => !known.test(path))).toEqual([]);
		expect(paths().filter((path) => /(?:^|\/)(?:src|test)\/|\.test\./.test(path))).toEqual([]);
	});

	it('brings no module that the sources no longer have', async () => {
		const sources = await readdir(join(ROOT, 'integration/src'), { recursive: true });
		const built = sources
			.filter((name) => /(?<!\.d)\.ts$/.test(name))
			.map((name) => `dist/${name}`);
		const modules = paths().filter((path) => /^dist\/.*\.js$/.test(path));
		expect(modules.sort()).toEqual(built.map((name) => name.replace(/ts$/, 'js')).sort());
	});

	it('resolves every one of its exports', async () => {
		for (const [name, target] of notEmpty(
			Object.entries<string | Record<string, string>>(manifest.exports),
		)) {
			if (name.includes('*')) continue;
			for (const file of notEmpty(
				[target].flatMap((one) => (typeof one === 'string' ? [one] : Object.values(one))),
			)) {
				expect(paths(), name).toContain(file.replace('./', ''));
			}
			const specifier = JSON.stringify(name.replace('.', 'astro-choose'));
			const script = /components|package\.json/.test(name)
				? `import.meta.resolve(${specifier})`
				: `await import(${specifier})`;
			const args = ['--input-type=module', '--eval', script];
			const { code, output } = await runNode(args, { cwd: site.root });
			expect(code, output).toBe(0);
			expect(output).toBe('');
		}
	});

	it('runs its command', async () => {
		const { code, output } = await run(
			'npm',
			['exec', '--offline', 'astro-choose', '--', '--help'],
			{
				cwd: site.root,
			},
		);
		expect(code, output).toBe(0);
		expect(output).toContain('emulator');
	});

	it('builds and serves a site, whose server needs no package beside it', async () => {
		const { emulator, env } = await startFixtureEmulator(site);
		const { code, output } = await site.build(env);
		await emulator.close();
		expect(code, output).toBe(0);
		await rm(join(site.root, 'node_modules/astro-choose'), { recursive: true });
		const server = await site.serve();
		try {
			const pro = await ask(server.url, '/', { headers: { cookie: 'plan=pro' } });
			expect(pro.text).toMatch(/<h1[^>]*>Pro hero<\/h1>/);
			expect(pro.text).toContain('{"wide":false}');
			expect((await ask(server.url, '/')).text).toMatch(/<h1[^>]*>Default hero<\/h1>/);
		} finally {
			await server.stop();
		}
	});
});
