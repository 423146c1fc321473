import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request, type Agent } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCertificate } from '../../support/certificate.js';
import { startFixtureEmulator, type FixtureSite } from '../../support/fixture.js';
import { createMatrixSite } from '../../support/matrix-site.js';
import { describeFeature, PRO } from '../../support/matrix.js';
import { startNode, type RunningProcess } from '../../support/process.js';

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36';

describeFeature('Servers', 'HTTPS (`SERVER_CERT_PATH`, `SERVER_KEY_PATH`)', () => {
	let site: FixtureSite;
	let server: RunningProcess;
	let url = '';
	let ca: Buffer;

	beforeAll(async () => {
		site = await createMatrixSite(['two-pages', 'pages']);
		const { emulator, env } = await startFixtureEmulator(site);
		const { code, output } = await site.build(env);
		expect(code, output).toBe(0);
		await emulator.close();
		const { certificate, key } = createCertificate(site.root);
		ca = await readFile(certificate);
		server = startNode(['dist/server/entry.mjs'], {
			cwd: site.root,
			env: {
				HOST: '127.0.0.1',
				PORT: '0',
				SERVER_CERT_PATH: certificate,
				SERVER_KEY_PATH: key,
				CHOOSE_SECRET: 'a secret of more than thirty-two bytes',
			},
		});
		const [, port = ''] = await server.waitFor(/listening on https:\/\/\S+:(\d+)/);
		url = `https://127.0.0.1:${port}`;
	});
	afterAll(async () => {
		await server.stop();
		await site.remove();
	});

	const get = async (target: string, headers = {}, agent: Agent | false = false) => {
		const asked = request(url + target, { ca, headers, agent }).end();
		const [response]: IncomingMessage[] = await once(asked, 'response');
		return {
			headers: response!.headers,
			status: response!.statusCode,
			text: await text(response!),
		};
	};

	it('answers each visitor, prerendered and on demand', async () => {
		for (const path of ['/', '/live']) {
			expect((await get(path)).text).toContain('Default hero');
			expect((await get(path, PRO)).text).toContain('Pro hero');
		}
		expect((await get('/', PRO)).headers['cache-status']).toBe('choose; hit');
	});

	it('sets cookies that browsers send by https only', async () => {
		for (const path of ['/', '/live']) {
			const { headers } = await get(`${path}?utm_source=facebook`, {
				'user-agent': BROWSER,
			});
			expect(headers['set-cookie']?.[0], path).toMatch(/^choose_segment=.*; Secure/);
		}
	});
});
