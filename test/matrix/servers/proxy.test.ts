import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { startFixtureEmulator, type FixtureSite, type ServedSite } from '../../support/fixture.js';
import { createMatrixSite } from '../../support/matrix-site.js';
import { describeFeature } from '../../support/matrix.js';

/** Hands requests on by plain HTTP, and says of them what a proxy in front of a site does. */
async function startProxy(
	upstream: string,
): Promise<{ readonly server: Server; readonly url: string }> {
	const { hostname, port } = new URL(upstream);
	const server = createServer((incoming, answer) => {
		const headers = {
			...incoming.headers,
			host: `${hostname}:${port}`,
			'x-forwarded-host': incoming.headers.host,
			'x-forwarded-proto': 'https',
			'x-forwarded-for': '203.0.113.7',
		};
		const { method, url: path } = incoming;
		const outgoing = request(
			{ hostname, port, path, method, headers, agent: false },
			(response) => {
				answer.writeHead(response.statusCode ?? 502, response.rawHeaders);
				response.pipe(answer);
			},
		);
		incoming.pipe(outgoing);
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (typeof address !== 'object' || address === null) throw new Error('no address');
	return { server, url: `http://127.0.0.1:${address.port}` };
}

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36';

describeFeature('Servers', 'Behind a proxy (`security.allowedDomains`)', () => {
	let site: FixtureSite;
	let served: ServedSite;
	let proxy: Awaited<ReturnType<typeof startProxy>>;

	beforeAll(async () => {
		site = await createMatrixSite('hosts');
		const { emulator, env } = await startFixtureEmulator(site);
		const { code, output } = await site.build(env);
		expect(code, output).toBe(0);
		await emulator.close();
		served = await site.serve({ CHOOSE_SECRET: 'a secret of more than thirty-two bytes' });
		proxy = await startProxy(served.url);
	});
	afterAll(async () => {
		proxy.server.close();
		await served.stop();
		await site.remove();
	});

	const heroFor = async (host: string, path: string) => {
		const { text } = await ask(proxy.url, path, { headers: { host } });
		return /<h1[^>]*>([^<]*)</.exec(text)?.[1];
	};

	it.each(['/', '/live'])('recognises a segment by its host: %s', async (path) => {
		expect(await heroFor('acme.shop.example', path)).toBe('Pro hero');
		expect(await heroFor('shop.example', path)).toBe('Default hero');
	});

	it.each(['/', '/live'])('takes a host that is not allowed for nobody’s: %s', async (path) => {
		expect(await heroFor('evil.example', path)).toBe('Default hero');
		const forged = { 'x-forwarded-host': 'acme.shop.example.evil.example' };
		expect((await ask(served.url, path, { headers: forged })).text).toContain('Default hero');
	});

	it('sets cookies that browsers send by https only', async () => {
		for (const path of ['/', '/live']) {
			const { headers } = await ask(proxy.url, `${path}?utm_source=facebook`, {
				headers: { host: 'shop.example', 'user-agent': BROWSER },
			});
			expect(headers['set-cookie']?.[0], path).toMatch(/^choose_segment=.*; Secure/);
		}
	});

	it('passes everything of an answer through', async () => {
		const headers = { host: 'acme.shop.example', 'accept-encoding': 'br' };
		const answer = await ask(proxy.url, '/', { headers });
		expect(answer.headers).toMatchObject({
			'cache-control': 'private, no-cache',
			'cache-status': 'choose; hit',
			'content-encoding': 'br',
		});
		const again = { ...headers, 'if-none-match': answer.headers.etag };
		expect((await ask(proxy.url, '/', { headers: again })).status).toBe(304);
	});
});
