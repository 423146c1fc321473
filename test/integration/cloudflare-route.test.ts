import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
	createAudienceReader,
	signAudienceParts,
} from '../../integration/src/audience/audience-header.js';
import { cloudflareFiles } from '../../integration/src/export/cloudflare-files.js';
import { exportedSegments } from '../../integration/src/export/create-edge-manifest.js';
import { ask, type Ask } from '../support/ask.js';
import { definitionOf } from '../support/definition.js';
import { EMPTY_MANIFEST } from '../support/edge-manifest.js';
import { createEdgeSite, type EdgeSite } from '../support/edge-site.js';
import { startWorker, type RunningWorker } from '../support/worker.js';

const SECRET = 'a secret of the site, 32 bytes or more';
const definition = definitionOf({
	segments: { pro: { when: { cookie: { plan: 'pro' } } }, everyone: {} },
});
const readAudience = createAudienceReader(definition, SECRET);

let site: EdgeSite;
let worker: RunningWorker;
const asked: IncomingMessage[] = [];
const origin = createServer((request, response) => {
	asked.push(request);
	const named = readAudience(String(request.headers['choose-audience']));
	if (request.url === '/gone') response.writeHead(302, { Location: '/' });
	const segments = named?.segments.map(({ name }) => name) ?? [];
	response.end([named?.device ?? 'nobody', ...segments].join(' '));
});
const get = (target: string, headers: Ask['headers'] = {}) =>
	ask(worker.url, target, { headers: { host: 'shop.example', ...headers } });

beforeAll(async () => {
	origin.listen(0, '127.0.0.1');
	await once(origin, 'listening');
	const address = origin.address();
	if (typeof address !== 'object' || address === null) throw new Error('the origin has no port');
	site = await createEdgeSite();
	const manifest = {
		...EMPTY_MANIFEST,
		segments: [{ name: 'pro', when: { cookie: { plan: 'pro' } } }, { name: 'everyone' }],
		signed: signAudienceParts(SECRET, exportedSegments(definition)),
	};
	await site.write(await cloudflareFiles(manifest, { ...site, name: 'shop' }));
	worker = await startWorker({
		folder: new URL('cloudflare/', site.edgeFolder),
		bindings: { CHOOSE_SECRET: SECRET },
		outbound: `127.0.0.1:${address.port}`,
	});
});
afterAll(async () => {
	await worker.stop();
	await site.remove();
	origin.closeAllConnections();
	origin.close();
});

it('a worker on a route asks the origin for the very address that it was asked for', async () => {
	const claimed = { 'x-forwarded-host': 'evil.example' };
	expect((await get('/shop/?a=%20b', { cookie: 'plan=pro', ...claimed })).text).toBe('desktop pro');
	const last = asked.at(-1);
	expect(last?.url).toBe('/shop/?a=%20b');
	expect(last?.headers.host).toBe('shop.example');
	expect(last?.headers['x-forwarded-host']).toBe('shop.example');
});

it('a worker on a route puts its own audience in the place of a visitor’s, and passes redirects on', async () => {
	await get('/', { cookie: 'plan=pro' });
	const claimed = String(asked.at(-1)?.headers['choose-audience']);
	expect((await get('/a', { 'choose-audience': claimed })).text).toBe('desktop');
	const { status, headers } = await get('/gone');
	expect([status, headers.location]).toEqual([302, '/']);
});
