import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { startFixtureEmulator, type FixtureSite, type ServedSite } from '../../support/fixture.js';
import { createMatrixSite } from '../../support/matrix-site.js';
import { describeFeature, PRO } from '../../support/matrix.js';
import { startNode } from '../../support/process.js';

describeFeature('Servers', 'Connections of a standalone server', () => {
	let site: FixtureSite;
	let served: ServedSite;

	beforeAll(async () => {
		site = await createMatrixSite(['two-pages', 'node-options']);
		const { emulator, env } = await startFixtureEmulator(site);
		const { code, output } = await site.build(env);
		expect(code, output).toBe(0);
		await emulator.close();
		served = await site.serve();
	});
	afterAll(async () => {
		await served.stop();
		await site.remove();
	});

	const readHero = (page: string) => /<h1[^>]*>([^<]*)</.exec(page)?.[1];

	it('are kept between answers, for one visitor after the other', async () => {
		const agent = new Agent({ keepAlive: true, maxSockets: 1 });
		const ports = new Set<number | undefined>();
		for (const [headers, method, hero] of [
			[PRO, 'GET', 'Pro hero'],
			[{}, 'HEAD', undefined],
			[{}, 'GET', 'Default hero'],
			[PRO, 'GET', 'Pro hero'],
		] as const) {
			const asked = get(served.url, { agent, headers, method });
			const [response]: IncomingMessage[] = await once(asked, 'response');
			ports.add(response!.socket.localPort);
			expect(readHero(await text(response!))).toBe(hero);
		}
		agent.destroy();
		expect(ports.size).toBe(1);
	});

	it('may carry several requests at once, answered in their order', async () => {
		const { hostname, port } = new URL(served.url);
		const socket = connect(Number(port), hostname);
		const request = (path: string, cookie: string, more = '') =>
			`GET ${path} HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\n${more}\r\n`;
		socket.write(
			request('/', 'plan=pro') +
				request('/late', 'plan=pro') +
				request('/', 'plan=free') +
				request('/about/', 'plan=pro', 'Connection: close\r\n'),
		);
		const answers = await text(socket);
		const order = [...answers.matchAll(/<h1[^>]*>([^<]*)<|<p>(Pro tip)</g)].map(
			([, hero, tip]) => hero ?? tip,
		);
		expect(order).toEqual(['Pro hero', 'Pro hero', 'Default hero', 'Pro tip']);
	});

	it('may be given up by the visitor in the middle of an answer', async () => {
		const { hostname, port } = new URL(served.url);
		await Promise.all(
			Array.from({ length: 20 }, async (_, at) => {
				const socket = connect(Number(port), hostname);
				socket.write(`GET ${at % 2 === 0 ? '/' : '/late?wait'} HTTP/1.1\r\nHost: x\r\n\r\n`);
				await once(socket, 'data');
				socket.destroy();
			}),
		);
		await ask(served.url, '/open');
		expect(readHero((await ask(served.url, '/', { headers: PRO })).text)).toBe('Pro hero');
		expect(served.process.output()).not.toMatch(/\[ERROR\]|ERR_/);
	});

	it('are closed by `stop()` of a server that the owner has started', async () => {
		await site.write(
			'own.mjs',
			`import { startServer } from './dist/server/entry.mjs';
			const { server, done } = startServer();
			process.once('SIGTERM', async () => {
				await server.stop();
				await done;
				console.log('stopped');
			});`,
		);
		const own = startNode(['own.mjs'], {
			cwd: site.root,
			env: { HOST: '127.0.0.1', PORT: '0', ASTRO_NODE_AUTOSTART: 'disabled' },
		});
		const [, url = ''] = await own.waitFor(/listening on (http:\S+)/);
		const agent = new Agent({ keepAlive: true });
		const [response]: IncomingMessage[] = await once(get(url, { agent }), 'response');
		await text(response!);
		const closed = once(own.child, 'close');
		own.child.kill('SIGTERM');
		await own.waitFor(/stopped/);
		expect(await closed).toEqual([0, null]);
		agent.destroy();
	});
});
