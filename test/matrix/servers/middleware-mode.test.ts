import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask, type Ask } from '../../support/ask.js';
import { startFixtureEmulator, type FixtureSite } from '../../support/fixture.js';
import { createMatrixSite } from '../../support/matrix-site.js';
import { describeFeature, PRO } from '../../support/matrix.js';
import { startNode, type RunningProcess } from '../../support/process.js';

/** Servers of the site owner's: what each is called, and how it mounts the site. All answer what nobody knows in their own words. */
const SERVERS = {
	'node:http': `
		import { createServer } from 'node:http';
		const server = createServer((request, response) => {
			response.setHeader('x-owner', 'yes');
			handler(request, response, () => response.writeHead(404).end('of the owner'), locals);
		});
		server.listen(0, '127.0.0.1', () => announce(server.address()));`,
	'Express 5': `
		import express from 'express';
		const app = express();
		app.use((request, response, next) => {
			response.setHeader('x-owner', 'yes');
			next();
		});
		app.use((request, response, next) => handler(request, response, next, locals));
		app.use('/docs', express.static('dist/client'));
		app.use((request, response) => response.status(404).send('of the owner'));
		const server = app.listen(0, '127.0.0.1', () => announce(server.address()));`,
	'Express 5, mounted at the base': `
		import express from 'express';
		const app = express();
		app.use((request, response, next) => {
			response.setHeader('x-owner', 'yes');
			next();
		});
		app.use('/docs', (request, response, next) => handler(request, response, next, locals));
		app.use('/docs', express.static('dist/client'));
		app.use((request, response) => response.status(404).send('of the owner'));
		const server = app.listen(0, '127.0.0.1', () => announce(server.address()));`,
	'Fastify 5 with @fastify/middie': `
		import fastify from 'fastify';
		import middie from '@fastify/middie';
		const app = fastify();
		await app.register(middie);
		app.use((request, response, next) => {
			response.setHeader('x-owner', 'yes');
			handler(request, response, next, locals);
		});
		app.setNotFoundHandler((request, reply) => reply.code(404).send('of the owner'));
		await app.listen({ port: 0, host: '127.0.0.1' });
		announce(app.server.address());`,
};
const PRELUDE = `import { handler } from './dist/server/entry.mjs';
// Routers take a function of four parameters for a handler of errors.
if (handler.length > 3) throw new Error('handler declares ' + handler.length + ' parameters');
// One object for all requests: a server may well do so.
const locals = { from: 'owner' };
const announce = ({ port }) => console.log('at http://127.0.0.1:' + port);
`;

let site: FixtureSite;

beforeAll(async () => {
	site = await createMatrixSite(['two-pages', 'mounted']);
	const { emulator, env } = await startFixtureEmulator(site);
	const { code, output } = await site.build({ ...env, FIXTURE_BASE: '/docs' });
	expect(code, output).toBe(0);
	await emulator.close();
});
afterAll(() => site.remove());

for (const [name, program] of Object.entries(SERVERS)) {
	describeFeature('Servers', `\`mode: 'middleware'\` under ${name}`, () => {
		let server: RunningProcess;
		let url = '';
		const get = (target: string, asked?: Ask) => ask(url, target, asked);

		beforeAll(async () => {
			await site.write('server.mjs', PRELUDE + program);
			server = startNode(['server.mjs'], { cwd: site.root });
			[, url = ''] = await server.waitFor(/at (http:\S+)/);
		});
		afterAll(() => server.stop());

		it.each(['/docs/', '/docs/about', '/docs/about/'])(
			'answers %s for each visitor',
			async (path) => {
				const [everybody, pro] = [await get(path), await get(path, { headers: PRO })];
				const file = path === '/docs/' ? 'index.html' : 'about/index.html';
				expect(everybody.text).toBe(await readFile(join(site.root, 'dist/client', file), 'utf8'));
				expect(pro.text).toContain(file === 'index.html' ? 'Pro hero' : 'Pro tip');
				for (const { status, headers } of [everybody, pro]) {
					expect([status, headers['x-owner']]).toEqual([200, 'yes']);
					expect(headers).toMatchObject({
						'cache-control': 'private, no-cache',
						'cache-status': 'choose; hit',
					});
				}
			},
		);

		it('answers HEAD, and 304 to what a browser has', async () => {
			const head = await get('/docs/', { method: 'HEAD', headers: PRO });
			expect([head.status, head.text]).toEqual([200, '']);
			const again = { ...PRO, 'if-none-match': head.headers.etag };
			expect((await get('/docs/', { headers: again })).status).toBe(304);
			expect(
				(await get('/docs/', { headers: { 'if-none-match': head.headers.etag } })).status,
			).toBe(200);
		});

		it('renders on-demand pages with the decisions, and with the locals of the owner', async () => {
			for (const [headers, hero] of [
				[PRO, 'Pro hero'],
				[{}, 'Default hero'],
				[PRO, 'Pro hero'],
			] as const) {
				const answer = await get('/docs/live', { headers });
				expect(answer.text).toContain(`<h1>${hero}</h1>`);
				expect(answer.text).toContain('<p>owner</p>');
				expect(answer.headers['cache-control']).toBe('private, no-cache');
			}
		});

		it('answers with the fallback of a page that throws', async () => {
			const { status, text } = await get('/docs/guarded?fail', { headers: PRO });
			expect([status, text]).toEqual([200, expect.stringContaining('<h1>Default hero</h1>')]);
			expect(text).toContain('href="https://matrix.example/docs/guarded/"');
		});

		it.each(['/', '/about/', '/docsy/', '/docs/nowhere'])(
			'leaves %s to the owner',
			async (path) => {
				const { status, text, headers } = await get(path, { headers: PRO });
				expect([status, text, headers['x-owner']]).toEqual([404, 'of the owner', 'yes']);
			},
		);

		it('does not listen by itself', () => {
			expect(server.output()).not.toContain('listening');
		});
	});
}
