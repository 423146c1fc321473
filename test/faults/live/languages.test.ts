import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Emulator } from '../../../integration/src/emulator/index.js';
import { ask } from '../../support/ask.js';
import { readStatus, refresh, SECRET } from '../../support/control.js';
import { startFixtureEmulator, type FixtureSite, type ServedSite } from '../../support/fixture.js';
import { SOON } from '../../support/live-site.js';
import { createMatrixSite } from '../../support/matrix-site.js';

const PRO = { cookie: 'plan=pro' };
const FEATURE = `export default {
	base: '/docs',
	output: 'server',
	i18n: {
		locales: ['en', { path: 'deutsch', codes: ['de', 'de-AT'] }],
		defaultLocale: 'en',
	},
	options: { maxAge: 3_600 },
};
`;
const CONFIG = `import { defineChoose, group, headline } from 'astro-choose/config';

const member = headline({ per: 'segment', localized: true, default: { en: { headline: '' }, de: { headline: '' } } });

export default defineChoose({
	segments: { pro: { profile: { userId: 'segment-pro' }, when: { cookie: { plan: 'pro' } } } },
	experiences: {
		hero: headline({
			per: 'segment',
			localized: true,
			default: { en: { headline: 'Default hero' }, de: { headline: 'Standardheld' } },
		}),
	},
	groups: { slots: group(member) },
});
`;
const page = (isPrerendered: boolean) => `---
export const prerender = ${isPrerendered};
const { choose } = Astro.locals;
---

<html lang={Astro.currentLocale}>
	<body>
		<h1>{choose.get('hero').headline}</h1>
		<ul>{choose.group('slots').map(({ payload }) => <li>{payload.headline}</li>)}</ul>
	</body>
</html>
`;

interface Texts {
	readonly hero: string;
	readonly slot: string;
}
const seedOf = (en: Texts, de: Texts) => ({
	org: 'fixture',
	project: 'site',
	keys: ['key.fixture-secret'],
	users: [{ userId: 'segment-pro', attributes: { segment: 'pro' } }],
	experiences: [
		['hero', undefined, { en: en.hero, de: de.hero }] as const,
		['slot-one', 'slots', { en: en.slot, de: de.slot }] as const,
	].map(([name, group, texts]) => ({
		name,
		group,
		variants: [
			{
				targeting: { segment: 'pro' },
				body: { en: { headline: texts.en }, 'de-AT': { headline: texts.de } },
			},
		],
	})),
});

describe('a site in two languages, below a base, rendered on demand unless a page says otherwise', () => {
	let site: FixtureSite;
	let emulator: Emulator;
	let served: ServedSite;
	let state: string;
	const english: Texts = { hero: 'Pro hero', slot: 'Pro slot' };
	const german: Texts = { hero: 'Profiheld', slot: 'Profiplatz' };

	const decide = async (en: Texts, de: Texts) => {
		await site.write('choose.seed.json', JSON.stringify(seedOf(en, de)));
		await emulator.reload();
	};
	beforeAll(async () => {
		site = await createMatrixSite('localized-payloads');
		state = await mkdtemp(join(tmpdir(), 'choose-live-'));
		await rm(join(site.root, 'src/pages'), { recursive: true });
		await site.write('feature.mjs', FEATURE);
		await site.write('src/choose.config.ts', CONFIG);
		for (const folder of ['src/pages', 'src/pages/deutsch']) {
			await site.write(`${folder}/index.astro`, page(true));
			await site.write(`${folder}/now.astro`, page(false));
		}
		await site.write('choose.seed.json', JSON.stringify(seedOf(english, german)));
		const started = await startFixtureEmulator(site);
		emulator = started.emulator;
		const { code, output } = await site.build(started.env);
		expect(code, output).toBe(0);
		served = await site.serve({ ...started.env, CHOOSE_STATE: state, CHOOSE_SECRET: SECRET });
	});
	afterAll(async () => {
		await served.stop();
		await emulator.close();
		for (const folder of [site.root, state]) await rm(folder, { recursive: true });
	});

	const read = async (path: string, headers: Readonly<Record<string, string>> = PRO) => {
		const { text, status } = await ask(served.url, `/docs${path}`, { headers });
		expect(status, path).toBe(200);
		const find = (tag: string) => new RegExp(`<${tag}>([^<]*)<`).exec(text)?.[1] ?? '';
		return { hero: find('h1'), slot: find('li') };
	};
	const expectShown = async (en: Texts, de: Texts) => {
		for (const path of ['/', '/now']) await expect.poll(() => read(path), SOON).toEqual(en);
		for (const path of ['/deutsch/', '/deutsch/now'])
			await expect.poll(() => read(path), SOON).toEqual(de);
		expect(await read('/deutsch/', {})).toEqual({ hero: 'Standardheld', slot: '' });
		expect(await read('/now', {})).toEqual({ hero: 'Default hero', slot: '' });
	};

	it('shows each language what was decided for it, of experiences and groups', async () => {
		await expectShown(english, german);
	});

	it.each([
		['one language', { changed: ['hero'], renders: 1 }, english, { ...german, hero: 'Neuer Held' }],
		['a group', { changed: ['hero', 'slots'], renders: 1 }, { ...english, slot: 'New' }, german],
		[
			'both in both',
			{ changed: ['hero', 'slots'], renders: 2 },
			{ hero: 'Newer hero', slot: 'Newer slot' },
			{ hero: 'Neuester Held', slot: 'Neuester Platz' },
		],
	])('shows a change of %s, and renders no more than that', async (_name, expected, en, de) => {
		const base = `${served.url}/docs`;
		const before = (await readStatus(base)).counters.liveRenders ?? NaN;
		await decide(en, de);
		expect((await refresh(base)).changed).toEqual(expected.changed);
		await expectShown(en, de);
		expect((await readStatus(base)).counters.liveRenders).toBe(before + expected.renders);
	});
});
