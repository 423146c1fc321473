import { get } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import {
	createFixtureSite,
	readTree,
	startFixtureEmulator,
	type FixtureSite,
	type ServedSite,
} from '../../support/fixture.js';
import { describeFeature } from '../../support/matrix.js';

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36';
const SOCIAL = '?utm_source=facebook';
const DEFAULT = 'Good morning from production';
const PRIVATE = 'private, no-cache';

let site: FixtureSite;
let served: ServedSite;

beforeAll(async () => {
	site = await createFixtureSite('on-demand');
	await site.write('.env', 'PUBLIC_GREETING=Good morning\n');
	const { emulator, env } = await startFixtureEmulator(site);
	const { code, output } = await site.build(env);
	expect(code, output).toBe(0);
	await emulator.close();
	served = await site.serve({ CHOOSE_SECRET: 'a secret of more than thirty-two bytes' });
});
afterAll(async () => {
	await served.stop();
	await site.remove();
});

const visit = (target: string, method = 'GET') =>
	ask(served.url, target, { method, headers: { 'user-agent': BROWSER } });
const heroOf = (text: string) => /<p id="hero">(.*?)<\/p>/.exec(text)?.[1];

async function expectOwn(path: string): Promise<void> {
	// In turn, and again: nothing that is kept may answer the other visitor.
	for (const [query, hero] of [
		[SOCIAL, 'Social hero'],
		['', DEFAULT],
		[SOCIAL, 'Social hero'],
	] as const) {
		const { status, text, headers } = await visit(path + query);
		expect([status, heroOf(text)]).toEqual([200, hero]);
		expect(headers['cache-control']).toBe(PRIVATE);
		expect(headers.vary).toContain('User-Agent');
		const shared = /cdn-cache-control|surrogate-control|edge-control|x-accel-expires|^expires/;
		expect(Object.keys(headers).filter((name) => shared.test(name))).toEqual([]);
	}
}

describeFeature('Rendering on demand', 'Pages that read a decision', () => {
	it.each(['/reads', '/late', '/late-public', '/late-feed', '/late-no-cache'])(
		'%s shows each visitor their own, and is nobody else’s',
		expectOwn,
	);

	it('is rendered for the same visitor when another page rewrites to it', async () => {
		expect(heroOf((await visit(`/rewrites${SOCIAL}`)).text)).toBe('Social hero');
		expect(heroOf((await visit('/rewrites')).text)).toBe(DEFAULT);
	});

	it('sets the segment cookie once', async () => {
		for (const path of ['/reads', '/rewrites']) {
			const cookies = (await visit(path + SOCIAL)).headers['set-cookie'] ?? [];
			expect(cookies.filter((one) => one.startsWith('choose_segment='))).toHaveLength(1);
		}
	});

	it.each(['/late', '/late-no-cache'])(
		'%s streams: its first bytes come before what it waits for',
		async (path) => {
			const { promise, resolve } = Promise.withResolvers<string>();
			get(`${served.url}${path}`, (response) => {
				response.once('data', (chunk: Buffer) => {
					resolve(chunk.toString());
					response.destroy();
				});
			});
			const first = await promise;
			expect(first).toContain('<title>');
			expect(heroOf(first)).toBeUndefined();
		},
	);
});

describeFeature('Rendering on demand', 'Pages and endpoints that read none', () => {
	it.each([
		['/plain-public', 'public, max-age=60'],
		['/plain-private', 'private, max-age=60'],
	])('%s keeps its own Cache-Control', async (path, control) => {
		const { headers } = await visit(path);
		expect([headers['cache-control'], headers.vary]).toEqual([control, undefined]);
	});

	it('is private when it says nothing, because it may have read one after the first byte', async () => {
		expect((await visit('/plain')).headers['cache-control']).toBe(PRIVATE);
	});

	it('passes as it comes when it is no page', async () => {
		const { promise, resolve } = Promise.withResolvers<string>();
		get(`${served.url}/endless${SOCIAL}`, { headers: { 'user-agent': BROWSER } }, (response) => {
			const { headers } = response;
			response.once('data', (chunk: Buffer) => {
				resolve([chunk, headers['cache-control'], headers['set-cookie']].join(' | '));
				response.destroy();
			});
		});
		expect(await promise).toBe('first | public, max-age=60 | ');
	});

	it('is untouched when it is sent', async () => {
		const { status, text, headers } = await ask(served.url, `/submit${SOCIAL}`, {
			method: 'POST',
			headers: { 'user-agent': BROWSER, origin: served.url },
		});
		expect([status, text]).toEqual([200, '<p>done</p>']);
		expect([headers['cache-control'], headers['set-cookie']]).toEqual([undefined, undefined]);
	});
});

describeFeature('Rendering on demand', 'Route caching (`cache`, `routeRules`)', () => {
	it.each(['/route-cached', '/route-cached-late', '/ruled'])(
		'%s reads a decision, and is not kept',
		expectOwn,
	);

	it('keeps a page that reads none', async () => {
		const { text } = await visit('/ruled-plain');
		expect(text).toMatch(/<p>rendered \d+ times<\/p>/);
		expect((await visit('/ruled-plain')).text).toBe(text);
	});
});

describeFeature('Rendering on demand', 'Files of the site', () => {
	it('are not touched by any request: nothing of a visitor is stored', async () => {
		const before = await readTree(site.root);
		for (const path of ['/', '/reads', '/late', '/late-public', '/route-cached', '/rewrites']) {
			await visit(path + SOCIAL);
			await visit(path);
		}
		expect(await readTree(site.root)).toEqual(before);
	});
});

describeFeature('Rendering on demand', '`import.meta.env` in `src/choose.config.ts`', () => {
	it('evaluates the definitions alike for the build and in the server', async () => {
		expect(heroOf((await visit('/')).text)).toBe(DEFAULT);
		expect(heroOf((await visit(`/${SOCIAL}`)).text)).toBe('Social hero');
		expect((await visit(`/${SOCIAL}`)).headers['cache-status']).toBe('choose; hit');
		expect(served.process.output()).not.toContain('other defaults');
	});
});
