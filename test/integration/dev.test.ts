import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	createFixtureSite,
	startFixtureEmulator,
	type FixtureSite,
	type ServedSite,
} from '../support/fixture.js';
import { ask } from '../support/ask.js';
import {
	AUDIENCES,
	AUDIENCE_TABLE,
	expectPage,
	PAGES,
	type AudienceCase,
} from './basic-audiences.js';
import { DEFAULTS, readHome } from '../support/tiny-pages.js';
import { notEmpty } from '../support/not-empty.js';

/** How long an edit may take to be seen, on a busy machine. */
const SOON = { timeout: 30_000, interval: 100 };

describe('astro dev, without a key', () => {
	let site: FixtureSite;
	let server: ServedSite;

	const visit = (path: string, { query = '', headers }: AudienceCase) =>
		ask(server.url, path + query, { headers });
	const shown = async (path: string, audience: AudienceCase = AUDIENCES.nobody) =>
		PAGES[path]?.((await visit(path, audience)).text) ?? {};
	const edit = async (file: string, from: string, to: string) => {
		const before = await site.read(file);
		expect(before).toContain(from);
		await site.write(file, before.replace(from, to));
	};

	beforeAll(async () => {
		site = await createFixtureSite('basic');
		server = await site.start('dev');
	});
	afterAll(async () => {
		await server.stop();
		await site.remove();
	});

	it('answers', async () => {
		await expect.poll(() => shown('/'), SOON).toMatchObject({ hero: 'Default hero' });
	});

	it('says that the emulator answers from the seed', () => {
		expect(server.process.output()).toMatch(
			/no INTEMPT_API_KEY: the emulator .*choose\.seed\.json/,
		);
	});

	describe.each(notEmpty(AUDIENCE_TABLE))('%s', (_name, audience) => {
		it.each(notEmpty(Object.keys(PAGES)))('sees on %s what production shows', async (path) => {
			const { status, text } = await visit(path, audience);
			expect(status).toBe(200);
			expectPage(path, text, audience);
		});
	});

	it('keeps a visitor in a persisted segment', async () => {
		const { headers } = await visit('/', AUDIENCES.social);
		const [cookie = ''] = headers['set-cookie']?.[0]?.split(';') ?? [];
		expectPage('/', (await ask(server.url, '/', { headers: { cookie } })).text, AUDIENCES.social);
	});

	it.each([
		['/?%', 200],
		['/?utm_source=%E0', 200],
		['/%00', 404],
		['/..%2f', 404],
		// Astro’s own answer, in `astro dev`, to what cannot be decoded.
		['/%', 500],
	])('answers %s with %d, and goes on', async (target, expected) => {
		const { status } = await ask(server.url, target, { headers: { cookie: 'plan=%' } });
		expect(status).toBe(expected);
		expect(await shown('/')).toMatchObject({ hero: 'Default hero' });
	});

	it('shows an edit of the seed in the next response', async () => {
		await edit('choose.seed.json', 'Pro hero', 'Pro hero, edited');
		await expect
			.poll(() => shown('/', AUDIENCES.pro), SOON)
			.toMatchObject({ hero: 'Pro hero, edited' });
		expect(await shown('/live', AUDIENCES.pro)).toMatchObject({ hero: 'Pro hero, edited' });
	});

	it('keeps the last good seed, and names the mistake', async () => {
		const good = await site.read('choose.seed.json');
		await site.write('choose.seed.json', good.replace('"org": "fixture"', '"org": 5'));
		await server.process.waitFor(/choose\.seed\.json: org.*InvalidSeed/);
		expect(await shown('/', AUDIENCES.acme)).toMatchObject({ hero: 'Acme hero' });
		await site.write('choose.seed.json', good);
	});

	it('shows an edit of a default in the next response', async () => {
		await edit('src/choose.config.ts', 'Default hero', 'Default hero, edited');
		for (const path of ['/', '/live']) {
			await expect.poll(() => shown(path), SOON).toMatchObject({ hero: 'Default hero, edited' });
		}
	});

	it('shows an edit of a module that the definitions import', async () => {
		await edit('src/defaults.ts', 'Slot default', 'Slot default, edited');
		await expect
			.poll(() => shown('/'), SOON)
			.toMatchObject({ slots: ['Slot one', 'Slot default, edited'] });
	});

	it('shows an edit of a rule in the next response', async () => {
		await edit('src/choose.config.ts', "plan: 'pro'", "plan: 'professional'");
		await expect
			.poll(() => shown('/', AUDIENCES.pro), SOON)
			.toMatchObject({ hero: 'Default hero, edited' });
		const headers = { cookie: 'plan=professional' };
		expect(PAGES['/']?.((await ask(server.url, '/', { headers })).text)).toMatchObject({
			hero: 'Pro hero, edited',
		});
	});

	it.each([
		['does not fit', "hero: headline({ per: 'segment',", 'hero: headline({', 'MissingPer'],
		['is no TypeScript', 'export default', 'export default ((', 'ConfigNotReadable'],
	])('keeps the last good definitions when an edit %s', async (_what, from, to, name) => {
		const good = await site.read('src/choose.config.ts');
		const printed = server.process.output().length;
		await edit('src/choose.config.ts', from, to);
		await server.process.waitFor(new RegExp(name), printed);
		for (const path of ['/', '/live']) {
			const { status, text } = await visit(path, AUDIENCES.acme);
			expect(status).toBe(200);
			expect(PAGES[path]?.(text)).toMatchObject({ hero: 'Acme hero' });
		}
		await site.write('src/choose.config.ts', good.replace('Default hero', `After ${name}`));
		await expect.poll(() => shown('/'), SOON).toMatchObject({ hero: `After ${name}, edited` });
		await edit('src/choose.config.ts', `After ${name}`, 'Default hero');
		await expect.poll(() => shown('/'), SOON).toMatchObject({ hero: 'Default hero, edited' });
	});
});

describe('astro dev, where Choose is', () => {
	let site: FixtureSite;

	beforeAll(async () => {
		site = await createFixtureSite('tiny');
	});
	afterAll(() => site.remove());

	it('configured: asks it, not the emulator', async () => {
		const { emulator, env } = await startFixtureEmulator(site);
		const server = await site.start('dev', env);
		try {
			await expect
				.poll(() => readHome(server.url), SOON)
				.toMatchObject({
					pro: { hero: 'Pro hero' },
				});
			expect(server.process.output()).not.toContain('emulator');
			const answer = await fetch(new URL('/exposures', emulator.controlUrl));
			expect(await answer.text()).toContain('segment-pro');
		} finally {
			await server.stop();
			await emulator.close();
		}
	});

	it('out of reach: shows defaults, and says why without the key', async () => {
		const env = { INTEMPT_API_KEY: 'a.secret-key', INTEMPT_API_URL: 'http://127.0.0.1:9' };
		const server = await site.start('dev', env);
		try {
			const home = await readHome(server.url);
			expect(home).toEqual({ nobody: DEFAULTS, pro: DEFAULTS });
			expect(server.process.output()).toMatch(/\[WARN\].*choose:dev.*ECONNREFUSED.*Defaults/);
			expect(server.process.output()).not.toContain('secret-key');
		} finally {
			await server.stop();
		}
	});

	it('neither configured nor emulated: shows defaults, and says what to set', async () => {
		await rm(join(site.root, 'choose.seed.json'));
		const server = await site.start('dev');
		try {
			expect(await readHome(server.url)).toEqual({ nobody: DEFAULTS, pro: DEFAULTS });
			expect(server.process.output()).toMatch(/INTEMPT_API_KEY.*choose\.seed\.json/s);
		} finally {
			await server.stop();
		}
	});
});
