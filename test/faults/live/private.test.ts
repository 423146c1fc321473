import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { notEmpty } from '../../support/not-empty.js';
import { ask } from '../../support/ask.js';
import { runCommand } from '../../support/cli.js';
import { readStatus, refresh, SECRET, switchTo } from '../../support/control.js';
import type { ServedSite } from '../../support/fixture.js';
import { buildLiveSite, readHero, WHEN_TOLD, type LiveSite } from '../../support/live-site.js';
import { createSeed } from '../../support/matrix-site.js';

const CONFIG = `import { defineChoose, experience, flags, headline, productList } from 'astro-choose/config';
import { z } from 'astro/zod';

export default defineChoose({
	segments: {
		'gold-club': { profile: { userId: 'segment-gold-club' }, private: true },
		'silver-club': { profile: { userId: 'segment-silver-club' }, private: true },
		members: { profile: { userId: 'segment-members' }, when: false },
	},
	experiences: {
		hero: headline({ per: 'segment', default: { headline: 'Default hero' } }),
		tip: experience({ per: 'segment', schema: z.string(), default: 'Default tip' }),
		checkout: flags({ per: 'segment', default: { express: false } }),
		'best-sellers': productList({ per: 'segment', default: { label: '', products: [] } }),
	},
	visitor: {
		segment: (context) => context.cookie('who')?.split('+'),
		consent: 'not-needed',
	},
});
`;
/** Nothing that matches it is to be found where others look. */
const SECRETS = /gold|silver/i;
const PAGES = ['/', '/now'];
const as = (who: string) => ({ cookie: `who=${who}` });
const OTHERS = [{}, as('members'), as('nobody')];

describe('private segments', () => {
	let live: LiveSite;
	const decide = async (choices: Parameters<typeof createSeed>[0]) => {
		const seed = createSeed({ 'gold-club': {}, 'silver-club': {}, ...choices });
		await live.site.write('choose.seed.json', JSON.stringify(seed));
		await live.emulator.reload();
	};
	const BUILT = {
		'gold-club': { hero: { headline: 'Golden hero' } },
		'silver-club': { hero: { headline: 'Silver hero' }, tip: 'Silver tip' },
		members: { hero: { headline: 'Members’ hero' } },
	};
	beforeAll(async () => {
		live = await buildLiveSite(WHEN_TOLD, async (site) => {
			await site.write('src/choose.config.ts', CONFIG);
			await site.write('choose.seed.json', JSON.stringify(createSeed(BUILT)));
			const home = 'src/pages/index.astro';
			const written = await site.read(home);
			await site.write(
				home,
				written.replace(
					"throw new Error('this page cannot show its headline');",
					"throw new Error(`cannot show ${Astro.locals.choose.get('tip')}`);",
				),
			);
		});
	});
	afterEach(async () => {
		await live.endAll();
		await live.misbehave({});
		await decide(BUILT);
	});
	afterAll(() => live.remove());

	const serve = async () => {
		const state = await live.makeFolder();
		const server = await live.serve({ CHOOSE_STATE: state, CHOOSE_SECRET: SECRET });
		return { ...server, state };
	};
	const soonShows = async (url: string, who: string, headline: string) => {
		for (const path of PAGES) {
			await expect
				.poll(() => readHero(url, path, as(who)), { timeout: 5_000, interval: 25 })
				.toBe(headline);
		}
	};
	/** That nothing of them is where others look: pages, headers, log, status, files of pages. */
	const expectNothingTold = async ({ url, process, state }: ServedSite & { state: string }) => {
		for (const path of PAGES) {
			for (const headers of OTHERS) {
				const answer = await ask(url, path, { headers });
				expect(answer.text + JSON.stringify(answer.headers)).not.toMatch(SECRETS);
			}
			for (const who of ['gold-club', 'silver-club']) {
				const { headers } = await ask(url, path, { headers: as(who) });
				expect(JSON.stringify(headers)).not.toMatch(SECRETS);
			}
		}
		const status = await readStatus(url);
		expect(status.privateSegments).toBe(2);
		expect(JSON.stringify(status)).not.toMatch(SECRETS);
		expect(process.output()).not.toMatch(SECRETS);
		expect(await readFile(join(state, 'decisions.ndjson'), 'utf8')).not.toMatch(SECRETS);
		const server = join(live.site.root, 'dist/server');
		const log = await runCommand(['log', '--server', server, '--state', state]);
		expect(log.stdout).toContain('members');
		expect(log.stdout).not.toMatch(SECRETS);
		expect(await listPages(state)).toEqual([]);
		expect(await listReadable(state)).toEqual([]);
	};

	it('have pages of their own, which nobody else is shown, and nothing tells of', async () => {
		const server = await serve();
		const { url } = server;
		await soonShows(url, 'gold-club', 'Golden hero');
		await soonShows(url, 'silver-club', 'Silver hero');
		await soonShows(url, 'gold-club+silver-club', 'Golden hero');
		const mixed = await ask(url, '/', { headers: as('gold-club+silver-club') });
		expect(mixed.text).toContain('Silver tip');
		expect((await ask(url, '/', { headers: as('gold-club') })).text).toContain('Default tip');
		expect((await readStatus(url)).store.live).toMatchObject({ variants: 3, disk: 0 });
		for (const headers of OTHERS) {
			const expected = headers === OTHERS[1] ? 'Members’ hero' : 'Default hero';
			for (const path of PAGES) expect(await readHero(url, path, headers)).toBe(expected);
		}
		await expectNothingTold(server);
	});

	it('have them changed and taken back, and start anew without a file of them', async () => {
		const server = await serve();
		const { url, state } = server;
		await soonShows(url, 'gold-club', 'Golden hero');
		await decide({ ...BUILT, 'gold-club': { hero: { headline: 'Pure gold' } } });
		expect((await refresh(url)).changed).toEqual([]);
		await soonShows(url, 'gold-club', 'Pure gold');
		await soonShows(url, 'silver-club', 'Silver hero');
		await expectNothingTold(server);
		await server.stop();
		await live.misbehave({ fail: 503 });
		const again = await live.serve({ CHOOSE_STATE: state, CHOOSE_SECRET: SECRET });
		await soonShows(again.url, 'gold-club', 'Pure gold');
		await expectNothingTold({ ...again, state });
	});

	it('are shown what they were when their page cannot be rendered, and no log says why', async () => {
		const server = await serve();
		const { url, process } = server;
		await soonShows(url, 'silver-club', 'Silver hero');
		const unshowable = { hero: { headline: 'Unshowable' }, tip: 'Silver that nobody may read' };
		await decide({ ...BUILT, 'silver-club': unshowable });
		await refresh(url);
		await expect
			.poll(() => readHero(url, '/now', as('silver-club')), { timeout: 5_000, interval: 25 })
			.toBe('Unshowable');
		expect(await readHero(url, '/', as('silver-club'))).toBe('Silver hero');
		await process.waitFor(/could not be rendered live/);
		await expectNothingTold(server);
	});

	it('are switched off like others, at once', async () => {
		const { url } = await serve();
		await soonShows(url, 'gold-club', 'Golden hero');
		await switchTo('off', url, 'hero');
		for (const path of PAGES) {
			expect(await readHero(url, path, as('gold-club'))).toBe('Default hero');
		}
		await switchTo('on', url, 'hero');
		await soonShows(url, 'gold-club', 'Golden hero');
	});

	it('are not named when Choose refuses their payload, or fails', async () => {
		const server = await serve();
		const { url } = server;
		await decide({ ...BUILT, 'gold-club': { hero: { gold: 'no headline' } } });
		await refresh(url);
		await soonShows(url, 'gold-club', 'Default hero');
		await live.misbehave({ fail: 503 });
		await expect(refresh(url)).rejects.not.toThrow(SECRETS);
		await expectNothingTold(server);
	});

	it('have nothing in the build', async () => {
		const { root } = live.site;
		const built = await readdir(join(root, 'dist/client'), { recursive: true });
		for (const file of notEmpty(built.filter((name) => name.endsWith('.html')))) {
			expect(await readFile(join(root, 'dist/client', file), 'utf8')).not.toMatch(SECRETS);
		}
		expect(await readFile(join(root, 'dist/choose-report.json'), 'utf8')).not.toMatch(SECRETS);
	});
});

/** Files of a state folder that name a private segment, or what it is shown, and that others on the machine may read. */
async function listReadable(state: string): Promise<string[]> {
	const entries = await readdir(state, { recursive: true, withFileTypes: true });
	const files = entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
	const readable: string[] = [];
	for (const file of files) {
		const isOpen = ((await stat(file)).mode & 0o077) !== 0;
		if (isOpen && SECRETS.test(file + (await readFile(file, 'latin1')))) readable.push(file);
	}
	return readable;
}

async function listPages(state: string): Promise<string[]> {
	const folder = join(state, 'pages');
	if (!existsSync(folder)) return [];
	return (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.page'));
}
