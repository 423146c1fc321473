import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProofReport } from '../../integration/src/prove/report-types.js';
import { startSiteNginx } from '../support/behind-nginx.js';
import { runCommand } from '../support/cli.js';
import { createFixtureSite, startFixtureEmulator, type FixtureSite } from '../support/fixture.js';
import { notEmpty } from '../support/not-empty.js';

let folder: string;
let site: FixtureSite;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'choose-prove-'));
	site = await createFixtureSite('static');
	// Not pricing, whose variants have the same bytes for some.
	const paths = ['', 'about/', 'blog/first/', 'device/'];
	const listed = paths.map((path) => `<url><loc>https://fixture.example/${path}</loc></url>`);
	await site.write('public/sitemap.xml', `<urlset>${listed.join('')}</urlset>`);
	const { emulator, env } = await startFixtureEmulator(site);
	const { code, output } = await site.build({
		...env,
		CHOOSE_SECRET: 'a secret of the site that is long enough',
		FIXTURE_OPTIONS: JSON.stringify({ edge: { targets: ['nginx'] } }),
	});
	await emulator.close();
	expect(code, output).toBe(0);
});
afterAll(async () => {
	await site.remove();
	await rm(folder, { recursive: true });
});

async function prove(url: string) {
	const json = join(folder, 'proof.json');
	const { code, stdout, stderr } = await runCommand([
		'prove',
		`${url}/`,
		'--json',
		json,
		'--root',
		site.root,
	]);
	if (code === 2) throw new Error(stderr + stdout);
	const report: ProofReport = JSON.parse(await readFile(json, 'utf8'));
	const verdicts = Object.fromEntries(report.statements.map(({ id, verdict }) => [id, verdict]));
	const names = [...new Set(report.findings.map(({ name }) => name))].sort();
	return { code, report, verdicts, names };
}

/** Sends files as they lie there, and knows nothing of the edge. */
function createFileServer(root: string): Server {
	return createServer((request, response) => {
		const path = decodeURI(new URL(request.url ?? '', 'http://localhost').pathname);
		const file = join(root, path.endsWith('/') ? `${path}index.html` : path);
		readFile(file).then(
			(bytes) => response.writeHead(200, { 'Content-Type': 'text/html' }).end(bytes),
			() => response.writeHead(404).end('nothing here'),
		);
	});
}

describe('astro-choose prove, of a static site', () => {
	it('proves everything behind nginx with the generated files', async () => {
		const nginx = await startSiteNginx(site.root);
		const { code, report, verdicts, names } = await prove(nginx.url);
		await nginx.stop();
		expect(names).toEqual([]);
		expect(verdicts).toEqual({
			'same-bytes': 'holds',
			'no-leak': 'holds',
			cache: 'holds',
			audiences: 'holds',
			addresses: 'holds',
		});
		expect(report.pages.asked).toHaveLength(4);
		// The folders that anybody would guess, the one of this build, and a file in it.
		expect(report.statements.at(-1)?.evidence).toMatch(/3 addresses where variants would lie/);
		expect(code).toBe(0);
	});

	it('warns where a host sends the published folder as it lies there', async () => {
		const server = createFileServer(join(site.root, 'dist')).listen(0, '127.0.0.1');
		await once(server, 'listening');
		const address = server.address();
		const port = typeof address === 'object' ? address?.port : undefined;
		const { code, report, verdicts, names } = await prove(`http://127.0.0.1:${port}`);
		server.close();
		server.closeAllConnections();
		expect(names).toEqual(['VariantNotReached', 'VariantReachable']);
		expect(notEmpty(report.findings).every(({ weight }) => weight === 'warning')).toBe(true);
		expect(verdicts).toMatchObject({ 'no-leak': 'holds', addresses: 'holds' });
		expect(code).toBe(0);
	});
});
