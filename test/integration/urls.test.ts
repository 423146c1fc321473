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

/** Targets as a client may write them; each is asked of Astro alone and of the site with variants. */
const TARGETS = [
	...['/', '/index', '/index.html', '/index.html/', '//', '///', '/.', '/./', '/..', '/../', '/?', '/??x'],
	...['/about', '/about/', '/about.html', '/about.html/', '/about/index.html', '/about/index', '/About'],
	...['//about', '//about/', '/about//', '/about///', '/./about', '/./about/', '/about/.', '/about/./'],
	...['/about/..', '/about/../', '/nested/../about/', '/nested/..//about', '/../about/', '/../../about'],
	...['/%61bout', '/%61bout/', '/about%2f', '/about%2F', '/about%2Findex.html', '/%2fabout', '/about%5c'],
	...['/about%5Cindex.html', '/about\\', '/\\about', '/%2e/about/', '/%2e%2e/about/', '/about/%2e%2e/'],
	...['/about%00', '/about/%00', '/%00', '/about%', '/about%zz', '/%E0%A4%A', '/%', '/about/%ff', '/about%20'],
	...['/about?', '/about?x=1', '/about/?x=/y/', '/about?x=%2f', '/about#part', '/about/?x#y', '/about;v=1'],
	...['/nested', '/nested/', '/nested.html', '/nested/index.html', '/nested/deep', '/nested/deep/'],
	...['/nested/deep.html', '/nested//deep/', '/nested/./deep/', '/nested/%2e/deep/', '/nested/deep/index.html'],
	...['/blog', '/blog/', '/blog/a', '/blog/a/', '/blog/a.html', '/blog/%C3%BC%20x', '/blog/%C3%BC%20x/'],
	...['/blog/%c3%bc%20x/', '/blog/%C3%BC%20x.html', '/blog/%C3%BC%2520x/', '/blog/u%CC%88%20x/', '/blog/\u00FC%20x/'],
	...['/blog/\u00C3\u00BC%20x/', '/blog/%C3%BC+x', '/blog/%C3%BC+x/', '/blog/%C3%BC%2Bx/', '/blog/v1.2', '/blog/v1.2/'],
	...['/blog/v1.2.html', '/blog/A&B=1', '/blog/A&B=1/', '/blog/A%26B%3D1/', '/blog/A%26B%3d1', '/blog/v1%2E2/'],
	...['/de', '/de/', '/de/about', '/de/about/', '/de/about.html', '/de/nested/', '/en/about/', '/de/blog/a/'],
	...['/404', '/404/', '/404.html', '/500', '/data.json', '/data.json/', '/live', '/live/', '/old', '/old/'],
	...['/.env', '/.git/config', '/.about/', '/about/.hidden', '/.well-known/', '/.well-known/about', '/..about'],
	...['/_astro', '/_astro/', '/_image', '/variants/index.json', '/../server/variants/index.json', '/nowhere'],
	...['/%2e%2e/server/variants/index.json', '/..%2fserver/entry.mjs', `/${'a/'.repeat(3_000)}`, `/${'%61'.repeat(900)}`],
	...['http://other.example/about/', 'http://other.example', 'about', '*', '/CON', '/about:', '/@about'],
	...['/docs', '/docs/', '/docs/about', '/docs/about/', '/docs/docs/about/', '/docs//about/', '/docsabout'],
	...['/docs/about.html', '/docs/index.html', '/docs/%61bout', '/%64ocs/about/', '/docs/../about/', '/docs/./about/'],
	...['/docs/nested', '/docs/nested/', '/docs/nested/deep', '/docs/de/about/', '/docs/blog/%C3%BC%20x', '/docs/404'],
];

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
		for (const { code, output } of builds) expect(code, output).toBe(0);
		expect(builds[0]?.output).not.toContain('WARN');
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
