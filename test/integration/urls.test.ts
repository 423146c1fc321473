import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	createFixtureSite,
	readTree,
	startFixtureEmulator,
	type FixtureSite,
	type ServedSite,
} from '../support/fixture.js';
import { ask, type Answer, type Ask } from '../support/ask.js';
import { TARGETS } from './url-targets.js';

/** Configurations of Astro that change where pages lie and how they are asked for. */
const CONFIGS: Readonly<Record<string, object>> = {
	'as Astro comes': {},
	'with a base, files, and slashes always': {
		base: '/docs',
		trailingSlash: 'always',
		build: { format: 'file' },
	},
	'with a base, preserved files, and slashes never': {
		base: '/docs/',
		trailingSlash: 'never',
		build: { format: 'preserve' },
	},
	'with locales, redirects, and slashes never': {
		trailingSlash: 'never',
		redirects: { '/old': '/about' },
		i18n: {
			locales: ['en', 'de'],
			defaultLocale: 'en',
			fallback: { de: 'en' },
			routing: { prefixDefaultLocale: false, fallbackType: 'rewrite' },
		},
	},
};

/** What a client can tell two answers apart by, dates and files' times aside. */
function essence({ status, headers, text }: Answer): unknown {
	return { status, location: headers.location, type: headers['content-type'], text };
}

describe.each(Object.entries(CONFIGS))('URLs of a site %s', (_name, config) => {
	const sites: FixtureSite[] = [];
	const servers: ServedSite[] = [];
	let plain: ServedSite;
	let varied: ServedSite;

	beforeAll(async () => {
		const [own, other] = [await createFixtureSite('urls'), await createFixtureSite('urls')];
		sites.push(own, other);
		const { emulator, env } = await startFixtureEmulator(own);
		const FIXTURE_CONFIG = JSON.stringify(config);
		const builds = await Promise.all([
			own.build({ ...env, FIXTURE_CONFIG }),
			other.build({ FIXTURE_CONFIG, FIXTURE_PLAIN: '1' }),
		]);
		for (const { code, output } of builds) {
			expect(code, output).toBe(0);
			expect(output).not.toContain('WARN');
		}
		await emulator.close();
		[varied, plain] = await Promise.all([own.serve(), other.serve()]);
		servers.push(varied, plain);
	});
	afterAll(async () => {
		await Promise.all(servers.map((server) => server.stop()));
		await Promise.all(sites.map((site) => site.remove()));
	});

	const compare = async (target: string, asked?: Ask) => {
		const [expected, found] = await Promise.all([
			ask(plain.url, target, asked),
			ask(varied.url, target, asked),
		]);
		// The origin stands in what Astro renders on demand.
		const port = new RegExp(`:(?:${new URL(plain.url).port}|${new URL(varied.url).port})`, 'g');
		const settle = (answer: Answer) =>
			essence({ ...answer, text: answer.text.replaceAll(port, '') });
		expect(settle(found), `${asked?.method ?? 'GET'} ${target}`).toEqual(settle(expected));
		return expected;
	};

	it('has the client folder that Astro alone builds', async () => {
		const [own, other] = await Promise.all(
			sites.map((site) => readTree(join(site.root, 'dist/client'))),
		);
		expect([...(own ?? [])]).toEqual([...(other ?? [])]);
	});

	it('answers every spelling as Astro does', async () => {
		for (const target of TARGETS) await compare(target);
	});

	it('shows an audience its variant under every spelling of a page', async () => {
		let shown = 0;
		for (const target of TARGETS) {
			const expected = await ask(plain.url, target);
			if (expected.status !== 200 || !expected.text.includes('Default hero')) continue;
			const found = await ask(varied.url, target, { headers: { cookie: 'plan=pro' } });
			expect(found.text, target).toBe(expected.text.replace('Default hero', 'Pro hero'));
			expect(found.headers, target).toMatchObject({ 'cache-control': 'private, no-cache' });
			shown++;
		}
		expect(shown).toBeGreaterThan(20);
	});

	it('leaves other methods to Astro', async () => {
		for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
			for (const target of ['/', '/about/', '/about', '/docs/about/', '/live', '/nowhere']) {
				const expected = await compare(target, { method, headers: { cookie: 'plan=pro' } });
				expect(expected.text).not.toContain('Pro hero');
			}
		}
	});
});
