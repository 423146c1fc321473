import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { readTree } from '../../support/fixture.js';
import { describeFeature, PRO, testSite, type MatrixRun } from '../../support/matrix.js';

const PHONE =
	'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1';
const FALLBACK = 'choose; fwd=miss; detail=fallback';

const get = ({ varied }: MatrixRun, target: string, headers = {}) =>
	ask(varied.url, target, { headers });

describeFeature('Rendering on demand', '`export const chooseFallback`', () => {
	testSite(
		{
			fixture: 'fallback',
			varied: ['/'],
			targets: [
				'/guarded',
				'/guarded?fail=404',
				'/guarded?fail=redirect',
				'/unguarded',
				'/by-device',
				'/off',
			],
			onDemand: ['/guarded', '/unguarded', '/by-device', '/off'],
		},
		(run) => {
			it.each([
				['the page throws', 'page', /it threw Error: the page fails/],
				['a component throws', 'component', /it threw Error: a component fails/],
				['it breaks off in mid-stream', 'stream', /it threw Error: the stream fails/],
				['it answers 500', '500', /it answered 500/],
				['it never ends', 'hang', /it took longer than 1000 ms/],
				['a page it rewrites to breaks off', 'rewrite', /it threw Error: the stream fails/],
			])('answers with the default of the build when %s', async (_when, how, reason) => {
				const before = run().varied.process.output().length;
				const { status, text, headers } = await get(run(), `/guarded?fail=${how}`, PRO);
				expect(status).toBe(200);
				expect(text).toContain('<h1>Default hero</h1>');
				expect(text).toContain('<p>Default tip</p>');
				expect(text).toContain('href="https://matrix.example/guarded/"');
				expect(headers).toMatchObject({
					'cache-control': 'private, no-cache',
					'cache-status': FALLBACK,
					'content-type': 'text/html',
					'x-robots-tag': 'noindex',
				});
				expect(headers.vary).toContain('Cookie');
				expect(headers['set-cookie']).toBeUndefined();
				await run().varied.process.waitFor(
					new RegExp(`/guarded was answered with its fallback \\(use \\d+ .*${reason.source}`),
					before,
				);
			});

			it('counts every use in the log', async () => {
				const output = () => run().varied.process.output();
				const counts = () =>
					[...output().matchAll(/\/by-device was answered with its fallback \(use (\d+)/g)].map(
						([, count]) => count,
					);
				await get(run(), '/by-device?fail');
				await get(run(), '/by-device?fail');
				await run().varied.process.waitFor(/\/by-device .*\(use 2 /);
				expect(counts()).toEqual(['1', '2']);
			});

			it('has a default for each device when the page reads the device', async () => {
				expect((await get(run(), '/by-device?fail')).text).toContain('on a desktop');
				const { text, headers } = await get(run(), '/by-device?fail', { 'user-agent': PHONE });
				expect(text).toContain('on a mobile');
				expect(headers['cache-status']).toBe(FALLBACK);
			});

			it('answers HEAD with the same headers', async () => {
				const { date: _, ...expected } = (await get(run(), '/guarded?fail=page')).headers;
				const { status, headers, text } = await ask(run().varied.url, '/guarded?fail=page', {
					method: 'HEAD',
				});
				expect([status, text]).toEqual([200, '']);
				for (const name of ['cache-control', 'vary', 'cache-status', 'content-type']) {
					expect(headers[name]).toBe(expected[name]);
				}
			});

			it('stands in for a page that another page rewrites to', async () => {
				const { status, text, headers } = await get(run(), '/unguarded?guarded', PRO);
				expect([status, headers['cache-status']]).toEqual([200, FALLBACK]);
				expect(text).toContain('<h1>Default hero</h1>');
				expect(headers['set-cookie']).toBeUndefined();
			});

			it('leaves forms, pages without it, and pages that switch it off, to Astro', async () => {
				const { url } = run().varied;
				const form = { method: 'POST', headers: { origin: url } };
				expect((await ask(url, '/guarded?fail=page', form)).status).toBe(500);
				expect((await get(run(), '/unguarded?fail=page')).status).toBe(500);
				expect((await get(run(), '/off?fail')).status).toBe(500);
			});

			it('lets a page fail long after its fallback was sent', async () => {
				const slow = await Promise.all(
					Array.from({ length: 5 }, () => get(run(), '/guarded?fail=slow', PRO)),
				);
				expect(new Set(slow.map(({ text }) => text)).size).toBe(1);
				const before = run().varied.process.output().length;
				expect((await get(run(), '/release')).text).toBe('released');
				expect((await get(run(), '/guarded', PRO)).text).toContain('<h1>Pro hero</h1>');
				expect(run().varied.process.output().slice(before)).not.toMatch(/rejection|the gate/i);
			});

			it('stores nothing of a visitor', async () => {
				const dist = join(run().site.root, 'dist');
				const before = await readTree(dist);
				for (const target of [
					'/',
					'/guarded',
					'/unguarded',
					'/guarded?fail=page',
					'/by-device?fail',
				])
					await get(run(), `${target}${target.includes('?') ? '&' : '?'}utm_source=facebook`, PRO);
				expect(await readTree(dist)).toEqual(before);
			});

			it('leaves nothing in the server folder that only the build needs', async () => {
				const files = [...(await readTree(join(run().site.root, 'dist/server'))).keys()];
				expect(files).toContain('entry.mjs');
				expect(files).not.toContain('choose-fallback.mjs');
			});
		},
	);
});
