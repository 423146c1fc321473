import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../support/ask.js';
import {
	createFixtureSite,
	readTree,
	startFixtureEmulator,
	type FixtureSite,
	type ServedSite,
} from '../support/fixture.js';

const CONFIG = `import { defineChoose, headline } from 'astro-choose/config';

export default defineChoose({
	segments: {
		'secret-club': { profile: { userId: 'segment-club' }, private: true },
		members: { profile: { userId: 'segment-members' }, when: false },
	},
	experiences: { hero: headline({ per: 'segment', default: { headline: 'Default hero' } }) },
	visitor: {
		segment: async (context) => {
			const who = context.cookie('who');
			if (who === 'broken') throw new Error('the store of members is down');
			return who === 'club' ? ['secret-club', 'members'] : who;
		},
	},
	device: { header: 'X-Device', mobile: ['phone', 'tablet'] },
});
`;
const SEED = {
	org: 'fixture',
	project: 'site',
	keys: ['key.fixture-secret'],
	users: ['club', 'members'].map((name) => ({
		userId: `segment-${name}`,
		attributes: { segment: name },
	})),
	experiences: [
		{
			name: 'hero',
			variants: ['club', 'members'].map((segment) => ({
				targeting: { segment },
				body: { headline: `Hero of ${segment}` },
			})),
		},
	],
};
const READS = `<p id="hero">{Astro.locals.choose.get('hero').headline}</p>
<p id="device">{Astro.locals.choose.device}</p>
`;

describe('visitors whom the site and its CDN know', () => {
	let site: FixtureSite;
	let served: ServedSite;
	let printed = '';

	beforeAll(async () => {
		site = await createFixtureSite('tiny');
		await site.write('src/choose.config.ts', CONFIG);
		await site.write('choose.seed.json', JSON.stringify(SEED));
		await site.write('src/pages/index.astro', READS);
		await site.write(
			'src/pages/live.astro',
			`---\nexport const prerender = false;\n---\n\n${READS}`,
		);
		const { emulator, env } = await startFixtureEmulator(site);
		const { code, output } = await site.build(env);
		expect(code, output).toBe(0);
		await emulator.close();
		printed = output;
		served = await site.serve();
	});
	afterAll(async () => {
		await served.stop();
		await site.remove();
	});

	const see = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
		const { text } = await ask(served.url, path, { headers });
		const [, hero] = /<p id="hero">(.*?)<\/p>/.exec(text) ?? [];
		const [, device] = /<p id="device">(.*?)<\/p>/.exec(text) ?? [];
		return [hero, device];
	};

	it.each(['/', '/live'])('are in the segments that the site says, on %s', async (path) => {
		expect(await see(path, { cookie: 'who=members' })).toEqual(['Hero of members', 'desktop']);
		expect(await see(path, { cookie: 'who=nobody-declared' })).toEqual(['Default hero', 'desktop']);
		expect(await see(path, { cookie: 'who=broken' })).toEqual(['Default hero', 'desktop']);
	});

	it.each(['/', '/live'])('are on the device that the CDN says, on %s', async (path) => {
		expect(await see(path, { 'x-device': 'Tablet' })).toEqual(['Default hero', 'mobile']);
		expect(await see(path, { 'x-device': 'tv', 'user-agent': 'iPhone' })).toEqual([
			'Default hero',
			'desktop',
		]);
		expect(await see(path, { 'user-agent': 'iPhone' })).toEqual(['Default hero', 'mobile']);
	});

	it('see a private segment’s decisions on demand, and on a page that is rendered for them alone', async () => {
		expect(await see('/live', { cookie: 'who=club' })).toEqual(['Hero of club', 'desktop']);
		await expect
			.poll(() => see('/', { cookie: 'who=club' }), { timeout: 20_000 })
			.toEqual(['Hero of club', 'desktop']);
	});

	it('leave no private segment in the report, the log, a header or a public file', async () => {
		const { headers } = await ask(served.url, '/', { headers: { cookie: 'who=club' } });
		const files = await readTree(join(site.root, 'dist'));
		const shown = [...files]
			.filter(([file]) => file.startsWith('client/') || file.startsWith('choose-report'))
			.map(([, bytes]) => bytes.toString());
		const all = [printed, served.process.output(), JSON.stringify(headers), ...shown].join('\n');
		expect(all).not.toMatch(/secret-club|Hero of club|segment-club/);
	});
});
