import { get, request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { describeFeature, PRO, testSite, type SiteMatrix } from '../../support/matrix.js';

const SITE: SiteMatrix = {
	fixture: ['two-pages', 'node-options'],
	varied: ['/', '/about/'],
	targets: ['/about', '/late', '/nowhere'],
	onDemand: ['/late'],
};
const withOptions = (options: object): SiteMatrix => ({
	...SITE,
	env: { FIXTURE_NODE: JSON.stringify(options) },
});

describeFeature('Rendering on demand', 'Streaming', () => {
	testSite(SITE, (run) => {
		it('sends the first bytes of a page before what it waits for', async () => {
			const { url } = run().varied;
			const asked = get(`${url}/late?wait`, { headers: PRO, agent: false });
			const [response]: IncomingMessage[] = await once(asked, 'response');
			const pieces = response!.setEncoding('utf8')[Symbol.asyncIterator]();
			const first = String((await pieces.next()).value);
			expect(first).toContain('<title>Late</title>');
			expect(first).not.toContain('Pro hero');
			expect(response!.headers['cache-control']).toBe('private, no-cache');
			await ask(url, '/open');
			let rest = '';
			for (let piece = await pieces.next(); !piece.done; piece = await pieces.next()) {
				rest += String(piece.value);
			}
			expect(rest).toContain('Pro hero');
		});
	});
});

describeFeature('Servers', '`@astrojs/node`: `experimentalDisableStreaming`', () => {
	testSite(withOptions({ experimentalDisableStreaming: true }));
});

describeFeature('Servers', '`@astrojs/node`: `bodySizeLimit`', () => {
	testSite(withOptions({ bodySizeLimit: 1_000 }), (run) => {
		it('refuses what Astro alone would refuse', async () => {
			const send = async (url: string, length: number) => {
				const asked = request(`${url}/length`, {
					method: 'POST',
					headers: { origin: url, 'content-type': 'application/octet-stream' },
					agent: false,
				}).end(Buffer.alloc(length));
				const [response]: IncomingMessage[] = await once(asked, 'response');
				return { status: response!.statusCode, text: await text(response!) };
			};
			const { varied, plain } = run();
			for (const length of [1_000, 1_001]) {
				expect(await send(varied.url, length)).toEqual(await send(plain.url, length));
			}
			expect(await send(varied.url, 1_000)).toEqual({ status: 200, text: '1000' });
			expect((await send(varied.url, 1_001)).status).toBe(500);
		});
	});
});

describeFeature('Servers', '`@astrojs/node`: `staticHeaders`', () => {
	testSite(withOptions({ staticHeaders: true }));
});
