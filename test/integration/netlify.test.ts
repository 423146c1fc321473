import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EdgeManifest } from '../../integration/src/edge/edge-manifest.js';
import type { EdgeFiles } from '../../integration/src/export/export-types.js';
import { netlifyFiles } from '../../integration/src/export/netlify-files.js';
import { ask, type Ask } from '../support/ask.js';
import { startEdgeFunction, type RunningEdgeFunction } from '../support/deno.js';
import { CAFE, createEdgeSite, FOLDER, HOME, type EdgeSite } from '../support/edge-site.js';
import { importsOf } from '../support/imports.js';
import { notEmpty } from '../support/not-empty.js';

const SECRET = 'a secret of the site, 32 bytes or more';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15';
const DESKTOP = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36';
const MODULE = 'netlify/edge-functions/choose.js';

interface Served {
	readonly site: EdgeSite;
	readonly files: EdgeFiles;
	readonly host: RunningEdgeFunction;
	get(target: string, headers?: Ask['headers'], method?: string): ReturnType<typeof ask>;
	stop(): Promise<void>;
}

async function serve(
	change: (manifest: EdgeManifest) => EdgeManifest = (manifest) => manifest,
): Promise<Served> {
	const site = await createEdgeSite();
	const files = await netlifyFiles(change(site.manifest));
	await site.write(files);
	const host = await startEdgeFunction({
		module: new URL(MODULE, site.edgeFolder),
		folder: site.clientFolder,
		env: { CHOOSE_SECRET: SECRET },
	});
	return {
		site,
		files,
		host,
		get: (target, headers = {}, method = 'GET') =>
			ask(host.url, target, { method, headers: { 'user-agent': DESKTOP, ...headers } }),
		async stop() {
			await host.stop();
			await site.remove();
		},
	};
}

describe('an edge function at Netlify', () => {
	let served: Served;
	beforeAll(async () => {
		served = await serve();
	});
	afterAll(() => served.stop());

	it('sends the headers of a variant, and none of its file', async () => {
		const { headers } = await served.get('/', { cookie: 'plan=pro' });
		expect(headers['content-language']).toBe('en');
		for (const name of ['x-robots-tag', 'last-modified', 'accept-ranges'])
			expect(headers).not.toHaveProperty(name);
	});

	it('sends the default of the device where no variant fits', async () => {
		const target = '/caf%C3%A9/menu%20one/?unrendered';
		const mobile = await served.get(target, { 'user-agent': IPHONE });
		expect(mobile.text).toBe(CAFE('Default', 'mobile'));
		expect(mobile.headers['cache-status']).toBe('choose; fwd=miss; detail=default');
	});

	it('sends the page’s own file where a variant’s is gone', async () => {
		const { site, get } = served;
		const file = FOLDER + site.digestOf(HOME('Pro'));
		await site.withdraw(file);
		try {
			const answer = await get('/', { cookie: 'plan=pro' });
			expect(answer).toMatchObject({ status: 200, text: HOME('Default') });
			expect(answer.headers).toMatchObject({
				'cache-control': 'private, no-cache',
				'cache-status': 'choose; fwd=miss; detail=default',
			});
			expect(answer.headers.etag).toBeUndefined();
			expect((await get('/')).headers['cache-status']).toBe('choose; hit');
		} finally {
			await site.publish(file, HOME('Pro'));
		}
	});

	it('is one small module beside its manifest, and tells no secret', () => {
		const { files } = served;
		const code = files.get(MODULE) ?? '';
		expect(gzipSync(code).byteLength).toBeLessThan(8 * 1_024);
		expect(importsOf(code)).toEqual(['../manifest.js']);
		for (const text of notEmpty(files.values())) expect(text).not.toContain(SECRET);
		expect(files.get('netlify/netlify.toml')).toContain(
			'edge_functions = "dist-edge/netlify/edge-functions"',
		);
	});
});

it('sends the page’s own file where the manifest cannot be understood', async () => {
	const { get, stop } = await serve((manifest) => ({
		...manifest,
		segments: [{ name: 'x', when: JSON.parse('{"query":{"a":7}}') as object }],
	}));
	try {
		const answer = await get('/?a=b');
		expect(answer).toMatchObject({ status: 200, text: HOME('Default') });
		expect(answer.headers['cache-control']).toBe('private, no-cache');
	} finally {
		await stop();
	}
});
