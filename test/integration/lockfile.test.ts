import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	createFixtureSite,
	readTree,
	startFixtureEmulator,
	type FixtureSite,
} from '../support/fixture.js';
import { runNode, type Env } from '../support/process.js';
import { DECIDED, readHome } from '../support/tiny-pages.js';

const CLI = fileURLToPath(new URL('../../integration/dist/cli/index.js', import.meta.url));
/** Without it, Astro puts a new key into every server bundle. */
const ASTRO_KEY = Buffer.alloc(32, 'key').toString('base64');
const LOCKED = { FIXTURE_OPTIONS: '{"decisions":"lockfile"}' };

describe('choose.lock.json', () => {
	let site: FixtureSite;
	let running: Awaited<ReturnType<typeof startFixtureEmulator>>;
	const cli = (args: string[], env: Env = running.env) =>
		runNode([CLI, ...args], { cwd: site.root, env });
	const calls = async () => {
		const exposures: unknown = await (
			await fetch(new URL('/exposures', running.emulator.controlUrl))
		).json();
		return JSON.stringify(exposures).split('"experience"').length;
	};
	const built = async () =>
		new Map([
			...(await readTree(join(site.root, 'dist/client'))),
			...(await readTree(join(site.root, 'dist/server/variants'))),
		]);
	/** Edits the seed, and waits until the emulator answers from it. */
	const editSeed = async (from: string, to: string) => {
		const file = join(site.root, 'choose.seed.json');
		const seed = await readFile(file, 'utf8');
		await writeFile(file, seed.replace(from, to));
		await expect
			.poll(() => JSON.stringify(running.emulator.seed), { timeout: 10_000 })
			.toContain(to);
	};

	beforeAll(async () => {
		site = await createFixtureSite('tiny');
		running = await startFixtureEmulator(site);
	});
	afterAll(async () => {
		await running.emulator.close();
		await site.remove();
	});

	it('a build that wants it and has none says what to do', async () => {
		const { code, output } = await site.build(LOCKED);
		expect(code).not.toBe(0);
		expect(output).toMatch(/LockfileOutdated[^]*npx astro-choose lock/);
	});

	it('lock needs a key', async () => {
		const { code, output } = await cli(['lock'], {});
		expect(code).toBe(1);
		expect(output).toContain('MissingApiKey');
	});

	it('lock writes what Choose decides, from whatever folder it is run', async () => {
		const { code, output } = await runNode([CLI, 'lock', '--root', site.root], {
			cwd: '/',
			env: running.env,
		});
		expect(code, output).toBe(0);
		expect(output).toBe(`${join(site.root, 'choose.lock.json')}: 4 decisions.\n`);
		const lock: unknown = JSON.parse(await site.read('choose.lock.json'));
		const pro = { experiences: { hero: { headline: 'Pro hero' } }, groups: {} };
		const everyone = { experiences: { tip: 'Everyone’s tip' }, groups: {} };
		expect(lock).toEqual({
			version: 1,
			fetchedAt: expect.stringMatching(/Z$/),
			asked: { names: ['hero', 'tip'], groups: [] },
			segments: {
				everyone: { desktop: everyone, mobile: everyone },
				pro: { desktop: pro, mobile: pro },
			},
		});
	});

	it('builds are made with it, equal to the last byte, without a key or a call', async () => {
		const before = await calls();
		const builds = [];
		for (const env of [LOCKED, { ...LOCKED, ...running.env }]) {
			const { code, output } = await site.build({ ...env, ASTRO_KEY });
			expect(code, output).toBe(0);
			expect(output).toContain('Decisions locked in choose.lock.json');
			builds.push(await built());
		}
		expect(builds[0]).toEqual(builds[1]);
		expect(await calls()).toBe(before);
		const served = await site.serve();
		expect(await readHome(served.url)).toEqual(DECIDED);
		await served.stop();
	});

	it('diff finds nothing at first', async () => {
		const { code, output } = await cli(['diff', '--exit-code']);
		expect(code, output).toBe(0);
		expect(output).toMatch(/^Choose decides what was locked at \S+\.\n$/);
	});

	it('diff tells what Choose decides otherwise by now', async () => {
		await editSeed('Pro hero', 'New hero');
		const plain = await cli(['diff']);
		expect(plain.code).toBe(0);
		expect(plain.output).toContain(
			'hero\n  pro on desktop, mobile\n    changed: {"headline":"Pro hero"} → {"headline":"New hero"}',
		);
		const strict = await cli(['diff', '--exit-code', '--markdown']);
		expect(strict.code).toBe(1);
		expect(strict.output).toContain('| `hero` | pro on desktop, mobile | changed |');
		expect(`${plain.output}${strict.output}`).not.toContain('fixture-secret');
	});

	it('--against another lockfile', async () => {
		await site.write('elsewhere.json', await site.read('choose.lock.json'));
		expect((await cli(['lock'])).output).toContain('4 decisions, 2 of them changed.');
		expect((await cli(['diff', '--exit-code'])).code).toBe(0);
		expect((await cli(['diff', '--exit-code', '--against', 'elsewhere.json'])).code).toBe(1);
		expect((await cli(['diff', '--against', 'none.json'])).output).toContain('LockfileOutdated');
	});

	it('nothing is written when Choose cannot be asked', async () => {
		const before = await site.read('choose.lock.json');
		const { code, output } = await cli(['lock'], {
			...running.env,
			INTEMPT_API_KEY: 'a.wrong-key',
		});
		expect(code).toBe(1);
		expect(output).toContain('ChooseUnauthorized');
		expect(output).not.toContain('wrong-key');
		expect(await site.read('choose.lock.json')).toBe(before);
	});

	it('a segment that was declared later is named', async () => {
		const config = await site.read('src/choose.config.ts');
		const late =
			"late: { profile: { userId: 'late' }, when: { cookie: { late: '1' } } },\n\t\teveryone:";
		await site.write('src/choose.config.ts', config.replace('everyone:', late));
		const { code, output } = await site.build(LOCKED);
		expect(code).not.toBe(0);
		expect(output).toMatch(/LockfileOutdated[^]*segment late on desktop/);
		await site.write('src/choose.config.ts', config);
	});

	it.each([
		{ config: undefined, told: 'an astro.config file' },
		{ config: 'export default { integrations: [] };', told: 'choose() among the integrations' },
		{ config: 'throw new Error("no such thing");', told: 'no such thing' },
	])('lock in a project with $config', async ({ config, told }) => {
		const folder = config === undefined ? 'empty' : `project-${told.length}`;
		await site.write(
			`${folder}/${config === undefined ? 'readme' : 'astro.config.mjs'}`,
			config ?? '',
		);
		const { code, output } = await cli(['lock', '--root', folder]);
		expect(code).toBe(1);
		expect(output).toContain('ProjectNotReadable');
		expect(output).toContain(told);
	});
});
