import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { nginxFiles } from '../../integration/src/export/nginx/nginx-files.js';
import { createEdgeSite, HOME } from '../support/edge-site.js';
import { startNginx } from '../support/nginx.js';
import { ask } from '../support/ask.js';

const OPTIONS = { brotliModule: false, maxAge: 60, secret: undefined };

it.each(['/a$b', '/a"b', '/a.b+(c)', '/é'])('nginx serves a site below %s', async (base) => {
	const site = await createEdgeSite({ base });
	await site.write(nginxFiles(site.manifest, OPTIONS));
	const conf = fileURLToPath(new URL('nginx/', site.edgeFolder));
	const root = fileURLToPath(site.clientFolder).replace(/\/$/, '');
	const nginx = await startNginx(() => ({
		http: `include "${conf}http.conf";`,
		server: `root "${root}"; include "${conf}server.conf"; include "${conf}site.conf";`,
	}));
	try {
		const get = (path: string, headers = {}) => ask(nginx.url, encodeURI(base + path), { headers });
		expect((await get('/', { cookie: 'plan=pro' })).text).toBe(HOME('Pro'));
		expect((await get('/plain/')).text).toContain('Plain');
		expect((await get('/_astro/style.css')).headers['cache-control']).toContain('immutable');
		expect(await get('/none')).toMatchObject({ status: 404, text: '<h1>Nothing here</h1>' });
		const variant = `/${site.manifest.folder}${site.digestOf(HOME('Pro'))}`;
		const { status, headers } = await get(variant);
		expect([status, headers['x-robots-tag']]).toEqual([404, 'noindex']);
	} finally {
		await nginx.stop();
		await site.remove();
	}
});
