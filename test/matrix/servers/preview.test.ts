import { afterAll, beforeAll, expect, it } from 'vitest';
import {
	createFixtureSite,
	startFixtureEmulator,
	type FixtureSite,
	type ServedSite,
} from '../../support/fixture.js';
import { ask } from '../../support/ask.js';
import { describeFeature } from '../../support/matrix.js';
import { DECIDED, PRO, readHome } from '../../support/tiny-pages.js';

const ENV = {
	FIXTURE_CONFIG: '{"server":{"headers":{"x-extra":"yes"}}}',
	FIXTURE_OPTIONS: '{"diagnostics":false}',
};

describeFeature('Servers', '`astro preview`, with `server.headers`', () => {
	let site: FixtureSite;
	let preview: ServedSite;
	let server: ServedSite;

	beforeAll(async () => {
		site = await createFixtureSite('tiny');
		const { emulator, env } = await startFixtureEmulator(site);
		const { code, output } = await site.build({ ...env, ...ENV });
		expect(code, output).toBe(0);
		await emulator.close();
		preview = await site.start('preview', ENV);
		server = await site.serve();
	});
	afterAll(async () => {
		await Promise.all([preview.stop(), server.stop()]);
		await site.remove();
	});

	it('shows what the server shows', async () => {
		expect(await readHome(preview.url)).toEqual(DECIDED);
		expect(await readHome(server.url)).toEqual(DECIDED);
	});

	it('answers with the server’s headers and those configured', async () => {
		for (const headers of [{}, PRO, { 'accept-encoding': 'br' }]) {
			const [shown, served] = [
				await ask(preview.url, '/', { headers }),
				await ask(server.url, '/', { headers }),
			];
			expect(shown.bytes.equals(served.bytes)).toBe(true);
			const { date: _date, ...expected } = served.headers;
			expect(shown.headers).toMatchObject({ ...expected, 'x-extra': 'yes' });
		}
	});

	it('sends no diagnostics when they are switched off', async () => {
		for (const { url } of [preview, server]) {
			const { headers } = await ask(url, '/', { headers: PRO });
			expect(headers).not.toHaveProperty('cache-status');
			expect(headers).not.toHaveProperty('server-timing');
			expect(headers).toMatchObject({ vary: 'Accept-Encoding, User-Agent, Cookie' });
		}
	});

	it('answers 304 to the tag', async () => {
		const { headers } = await ask(preview.url, '/', { headers: PRO });
		const again = { ...PRO, 'if-none-match': headers.etag ?? '' };
		expect((await ask(preview.url, '/', { headers: again })).status).toBe(304);
		expect((await ask(preview.url, '/', { headers: { ...again, cookie: '' } })).status).toBe(200);
	});

	it('leaves other pages to Astro', async () => {
		expect((await ask(preview.url, '/plain')).text).toContain('<h1>Plain</h1>');
		expect((await ask(preview.url, '/nowhere', { headers: PRO })).status).toBe(404);
		expect((await ask(preview.url, '/', { method: 'POST' })).text).toContain('Default hero');
	});

	it('stands many requests at once', async () => {
		const answers = await Promise.all(
			Array.from({ length: 200 }, (_, at) =>
				ask(preview.url, at % 3 === 0 ? '/plain' : '/', { headers: at % 2 === 0 ? PRO : {} }),
			),
		);
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
		expect(preview.process.output()).not.toMatch(/ERR_|Error/);
	});
});
