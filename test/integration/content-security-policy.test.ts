import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	createFixtureSite,
	startFixtureEmulator,
	type FixtureSite,
	type ServedSite,
} from '../support/fixture.js';
import { ask } from '../support/ask.js';
import { PRO } from '../support/tiny-pages.js';

const CONFIG = `import node from '@astrojs/node';
import choose from 'astro-choose';
export default {
	adapter: node({ mode: 'standalone', staticHeaders: true }),
	integrations: [choose({ org: 'fixture', project: 'site' })],
	security: { csp: true },
};
`;
const PAGE = `---
import Fancy from '../components/Fancy.astro';
const { headline } = Astro.locals.choose.get('hero');
---

<h1>{headline}</h1>
{headline === 'Pro hero' && <Fancy />}
`;
const FANCY = `<p>Fancy</p>
<script is:inline>document.title = 'inline';</script>
<style>
	p {
		color: teal;
	}
</style>
`;

describe('a site whose content security policy is sent as a header', () => {
	let site: FixtureSite;
	let server: ServedSite;

	beforeAll(async () => {
		site = await createFixtureSite('tiny');
		await site.write('astro.config.mjs', CONFIG);
		await site.write('src/pages/index.astro', PAGE);
		await site.write('src/components/Fancy.astro', FANCY);
		const { emulator, env } = await startFixtureEmulator(site);
		const { code, output } = await site.build(env);
		expect(code, output).toBe(0);
		await emulator.close();
		server = await site.serve();
	});
	afterAll(async () => {
		await server.stop();
		await site.remove();
	});

	it('has the policy that Astro sends with the default', async () => {
		// Astro answers other methods itself, with the same file.
		const expected = (await ask(server.url, '/', { method: 'POST' })).headers;
		const { headers, text } = await ask(server.url, '/');
		expect(text).toContain('Default hero');
		expect(headers['content-security-policy']).toMatch(/style-src .*sha256-/);
		expect(headers['content-security-policy']).toBe(expected['content-security-policy']);
	});

	it('has a variant’s own policy with the variant, and with its 304', async () => {
		const { headers, text } = await ask(server.url, '/', { headers: PRO });
		expect(text).toContain('Fancy');
		const policy = headers['content-security-policy'];
		expect(policy).toMatch(/style-src .*sha256-/);
		const again = { ...PRO, 'if-none-match': headers.etag };
		const unchanged = await ask(server.url, '/', { headers: again });
		expect(unchanged.status).toBe(304);
		expect(unchanged.headers['content-security-policy']).toBe(policy);
	});
});
