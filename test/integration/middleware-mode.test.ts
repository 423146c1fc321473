import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFixtureSite, startFixtureEmulator, type FixtureSite } from '../support/fixture.js';
import { ask } from '../support/ask.js';
import { startNode, type RunningProcess } from '../support/process.js';
import { DECIDED, PRO, readHome } from './tiny-pages.js';

const CONFIG = `import node from '@astrojs/node';
import choose from 'astro-choose';
export default {
	adapter: node({ mode: 'middleware' }),
	integrations: [choose({ org: 'fixture', project: 'site' })],
};
`;
/** A server of the site owner's, which mounts the site. */
const OWN_SERVER = `import { createServer } from 'node:http';
import { handler } from './dist/server/entry.mjs';

// Routers take a function of four parameters for a handler of errors.
if (handler.length > 3) throw new Error('handler declares ' + handler.length + ' parameters');

// One object for all requests: a server may well do so.
const locals = { from: 'owner' };

const server = createServer((request, response) => {
	response.setHeader('x-owner', 'yes');
	handler(request, response, () => response.writeHead(404).end('of the owner'), locals);
});
server.listen(0, '127.0.0.1', () => console.log('at http://127.0.0.1:' + server.address().port));
`;
const LIVE = `---
export const prerender = false;
---

<h1>{Astro.locals.choose.get('hero').headline}</h1>
<p>{Reflect.get(Astro.locals, 'from')}</p>
`;

describe('a site mounted in a server of its owner', () => {
	let site: FixtureSite;
	let server: RunningProcess;
	let url = '';

	beforeAll(async () => {
		site = await createFixtureSite('tiny');
		await site.write('astro.config.mjs', CONFIG);
		await site.write('src/pages/live.astro', LIVE);
		await site.write('server.mjs', OWN_SERVER);
		const { emulator, env } = await startFixtureEmulator(site);
		const { code, output } = await site.build(env);
		expect(code, output).toBe(0);
		await emulator.close();
		server = startNode(['server.mjs'], { cwd: site.root });
		[, url = ''] = await server.waitFor(/at (http:\S+)/);
	});
	afterAll(async () => {
		await server.stop();
		await site.remove();
	});

	it('answers varied pages', async () => {
		expect(await readHome(url)).toEqual(DECIDED);
		const { headers } = await ask(url, '/', { headers: PRO });
		expect(headers).toMatchObject({ 'x-owner': 'yes', 'cache-control': 'private, no-cache' });
	});

	it('answers on-demand pages with the decisions, and with the locals of the owner', async () => {
		for (const [headers, hero] of [
			[PRO, 'Pro hero'],
			[{}, 'Default hero'],
			[PRO, 'Pro hero'],
		] as const) {
			const { text } = await ask(url, '/live', { headers });
			expect(text).toContain(`<h1>${hero}</h1>`);
			expect(text).toContain('<p>owner</p>');
		}
	});

	it('leaves everything else to the owner', async () => {
		const { status, text } = await ask(url, '/plain');
		expect([status, text]).toEqual([404, 'of the owner']);
	});

	it('does not listen by itself', () => {
		expect(server.output()).not.toContain('listening');
	});
});
