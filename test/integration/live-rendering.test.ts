import { existsSync } from 'node:fs';
import { appendFile, cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decide } from '../../integration/src/decisions/decide.js';
import { LiveRenderError } from '../../integration/src/runtime/live-renderer-types.js';
import type { StoredPage } from '../../integration/src/store/index-file.js';
import type { Outcome } from '../../integration/src/variants/reads.js';
import { createFixtureSite, startFixtureEmulator, type FixtureSite } from '../support/fixture.js';
import { expectSameLive, openLiveSite, type LiveSite } from '../support/live.js';
import { runNode } from '../support/process.js';

describe('a page that is rendered while the server runs', () => {
	let site: FixtureSite;
	let live: LiveSite;

	beforeAll(async () => {
		site = await createFixtureSite('live');
		const { emulator, env } = await startFixtureEmulator(site);
		const { code, output } = await site.build(env);
		await emulator.close();
		expect(code, output).toBe(0);
		live = await openLiveSite(site.root);
	});
	afterAll(async () => {
		await live.close();
		await site.remove();
	});

	const deciding = (payloads: Record<string, unknown>): Outcome => ({
		decisions: decide(live.definition, { experiences: payloads, groups: {} }, (refusal) => {
			throw new Error(`${refusal.experience} was refused`);
		}),
		device: 'desktop',
	});
	const requestOf = (file: string): StoredPage['request'] => {
		const page = live.store.index.pages.find((one) => one.file === file);
		if (page === undefined) throw new Error(`${file} is not varied`);
		return page.request;
	};
	const HOME = 'index.html';
	const PICTURE = 'picture/index.html';
	const TROUBLE = 'trouble/index.html';
	const hero = (headline: string) => deciding({ hero: { headline } });
	const trouble = (trouble: string) => deciding({ trouble });

	it('is what the build has made of it, for everybody', async () => {
		await expectSameLive(live);
	});

	it('is so wherever the site is moved', async () => {
		await cp(join(site.root, 'dist'), join(site.root, 'moved/site'), { recursive: true });
		const moved = await openLiveSite(site.root, { server: 'moved/site/server' });
		try {
			await expectSameLive(moved);
		} finally {
			await moved.close();
		}
	});

	it('shows what was decided after the build, and says what it read', async () => {
		const outcome = hero('Newer <hero>');
		const { body, reads } = await live.openRenderer().render(requestOf(HOME), outcome);
		expect(body.identity.toString()).toContain('<h1>Newer &lt;hero&gt;</h1>');
		expect(reads).toEqual([
			{
				kind: 'experience',
				name: 'hero',
				value: outcome.decisions.experiences.get('hero')?.digest,
			},
			{ kind: 'device', name: '', value: 'desktop' },
		]);
	});

	it.each([
		[
			'throws',
			'throw',
			/^it throws RangeError: no hero today \(choose-live\/chunks\/trouble_.*\.mjs:\d+:\d+\)$/,
			false,
		],
		['sets a cookie', 'cookie', /it sets a cookie/, false],
		['ends its process', 'exit', /it ends the thread that renders pages, with 3/, false],
		['needs a package that is not installed', 'package', /it needs not-installed, which/, true],
		['writes into a payload', 'write', /it throws TypeError: Cannot assign to read only/, false],
		['takes longer than it may', 'loop', /it takes longer than 2000 ms/, false],
	])(
		'is refused by name when it %s, and the next is rendered',
		async (_what, does, why, isFinal) => {
			const renderer = live.openRenderer({ deadline: does === 'loop' ? 2_000 : 30_000 });
			const failing = renderer.render(requestOf(TROUBLE), trouble(does));
			const next = renderer.render(requestOf(TROUBLE), trouble('none'));
			const error: unknown = await failing.catch((thrown: unknown) => thrown);
			expect(error).toBeInstanceOf(LiveRenderError);
			expect(error).toMatchObject({ message: expect.stringMatching(why), isFinal });
			expect((await next).body.identity.toString()).toContain('Trouble: none');
		},
	);

	it.each([
		[
			'in a size that the build did not make',
			{ name: 'dot', width: 7 },
			/image \/_astro\/dot\.\w+\.png/,
		],
		[
			'of which the build made nothing',
			{ name: 'wide', width: 8 },
			/image \/_astro\/wide\.\w+\.png/,
		],
	])('is refused for good when it shows an image %s', async (_what, picture, why) => {
		const renderer = live.openRenderer();
		await expect(renderer.render(requestOf(PICTURE), deciding({ picture }))).rejects.toMatchObject({
			message: expect.stringMatching(why),
			isFinal: true,
		});
		const known = deciding({ picture: { name: 'dot', width: 4 } });
		const { body } = await renderer.render(requestOf(PICTURE), known);
		expect(body.identity.toString()).toMatch(/<img[^>]* width="4"/);
	});

	it('is refused for good when its route is not in the bundle', async () => {
		const request = { ...requestOf(HOME), component: 'src/pages/other.astro' };
		await expect(live.openRenderer().render(request, hero('x'))).rejects.toMatchObject({
			message: '/ is not in the bundle',
			isFinal: true,
		});
	});

	it('comes in the order that pages were asked for, each for its own outcome', async () => {
		const renderer = live.openRenderer();
		const finished: string[] = [];
		const headlines = ['one', 'two', 'three', 'four'];
		const pages = await Promise.all(
			headlines.map(async (headline) => {
				const { body } = await renderer.render(requestOf(HOME), hero(headline));
				finished.push(headline);
				return /<h1>(.*?)</.exec(body.identity.toString())?.[1];
			}),
		);
		expect(pages).toEqual(headlines);
		expect(finished).toEqual(headlines);
	});

	it('is given up when the renderer is closed, and so are those that wait', async () => {
		const renderer = live.openRenderer();
		const pages = [trouble('loop'), trouble('none')].map((outcome) =>
			renderer.render(requestOf(TROUBLE), outcome).catch((error: unknown) => error),
		);
		await renderer.close();
		pages.push(renderer.render(requestOf(HOME), hero('x')).catch((error: unknown) => error));
		for (const error of await Promise.all(pages)) {
			expect(error).toMatchObject({ message: expect.stringContaining('the renderer is closed') });
		}
	});

	it.each([
		['gone', (folder: string) => rm(folder, { recursive: true })],
		['changed', (folder: string) => appendFile(join(folder, 'choose-tables.json'), ' ')],
	])(
		'is refused for good when the kept bundle is %s, and the operator is told once',
		async (_how, damage) => {
			const copy = await mkCopy();
			await damage(copy);
			const problems: string[] = [];
			const renderer = live.openRenderer({
				liveFolder: new URL(`file://${copy}/`),
				onProblem: (message) => problems.push(message),
			});
			for (const _ of [1, 2]) {
				await expect(renderer.render(requestOf(HOME), hero('x'))).rejects.toMatchObject({
					message: expect.stringMatching(/is gone, or is not what this build has left there/),
					isFinal: true,
				});
			}
			expect(problems).toEqual([expect.stringContaining(copy)]);
		},
	);

	it('does not keep the process alive', async () => {
		await site.write(
			'render.mjs',
			`import { createLiveRenderer } from '${new URL('../../integration/dist/runtime/live-renderer.js', import.meta.url).href}';
			const server = '${live.server.href}';
			const renderer = createLiveRenderer({
				workerModule: new URL('choose-live-worker.mjs', server),
				liveFolder: new URL('choose-live/', server),
				bundle: ${JSON.stringify(live.store.index.live)},
				deadline: 30_000,
				onProblem: console.error,
			});
			const decided = { payload: { headline: 'Once' }, digest: 'x', reason: 'choice' };
			const decisions = { experiences: new Map([['hero', decided]]), groups: new Map() };
			const waiting = setInterval(() => undefined, 1_000);
			const { body } = await renderer.render(${JSON.stringify(requestOf(HOME))}, { decisions, device: 'mobile' });
			clearInterval(waiting);
			console.log(String(body.identity));`,
		);
		const { code, output } = await runNode([join(site.root, 'render.mjs')], { cwd: site.root });
		expect(output).toContain('<h1>Once</h1>');
		expect(code).toBe(0);
	});

	const mkCopy = async () => {
		const copy = join(site.root, 'dist/server', `copy-${Math.random()}`);
		await cp(join(site.root, 'dist/server/choose-live'), copy, { recursive: true });
		return copy;
	};
});

describe('a site that renders nothing live', () => {
	let site: FixtureSite;
	beforeAll(async () => {
		site = await createFixtureSite('live');
	});
	afterAll(() => site.remove());

	it('keeps no bundle, and removes that of the build before', async () => {
		const { emulator, env } = await startFixtureEmulator(site);
		const config = { vite: { build: { emptyOutDir: false } } };
		const build = async (options: object) => {
			const { code, output } = await site.build({
				...env,
				FIXTURE_CONFIG: JSON.stringify(config),
				FIXTURE_OPTIONS: JSON.stringify(options),
			});
			expect(code, output).toBe(0);
			const { store } = await openLiveSite(site.root);
			store.close();
			const kept = existsSync(join(site.root, 'dist/server/choose-live'));
			return { hasBundle: store.index.live !== undefined, kept };
		};
		expect(await build({})).toEqual({ hasBundle: true, kept: true });
		expect(await build({ live: false })).toEqual({ hasBundle: false, kept: false });
		await emulator.close();
	});
});
