import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { EdgeManifest } from '../../integration/src/edge/edge-manifest.js';
import { nginxFiles } from '../../integration/src/export/nginx/nginx-files.js';
import { quoteText } from '../../integration/src/export/nginx/syntax.js';
import { createCertificate } from './certificate.js';
import { EMPTY_MANIFEST } from './edge-manifest.js';
import { findFreePort } from './free-port.js';
import { startNginx, type RunningNginx } from './nginx.js';

const BODIES = ['default', 'pro', 'social', 'mobile', 'about', 'gone'] as const;
export const bodyOf = (name: string) => `<!doctype html><title>${name}</title>${'x'.repeat(400)}`;
export const digestOf = (name: string) =>
	createHash('sha256').update(bodyOf(name)).digest('base64url');

/** A column for the device, one for an experience. */
export const manifest: EdgeManifest = {
	...EMPTY_MANIFEST,
	vary: 'Accept-Encoding, User-Agent, Cookie',
	diagnostics: true,
	consent: { cookie: { consent: 'granted' } },
	segments: [
		{ name: 'pro', when: { cookie: { plan: 'pro' } } },
		{ name: 'social', when: { query: { utm_source: ['facebook', 'insta*'] } }, persist: 1_800_000 },
		{ name: 'everyone' },
	],
	reads: [
		{ kind: 'device', name: '' },
		{ kind: 'experience', name: 'hero' },
	],
	decided: {
		desktop: {
			defaults: [1, 1],
			chosen: [
				[0, 2],
				[0, 3],
				[0, 0],
			],
		},
		mobile: {
			defaults: [2, 1],
			chosen: [
				[0, 2],
				[0, 3],
				[0, 0],
			],
		},
	},
	folder: '_choose-token/',
	pages: [
		{
			file: 'index.html',
			variants: [
				{ body: digestOf('default'), reads: [1, 1, 0, 1] },
				{ body: digestOf('mobile'), reads: [1, 1, 0, 2] },
				{
					body: digestOf('pro'),
					reads: [1, 2],
					headers: { 'content-security-policy': "script-src 'self' $x" },
				},
				{ body: digestOf('social'), reads: [1, 3] },
			],
		},
		{ file: 'ü x/About "q"/index.html', variants: [{ body: digestOf('about'), reads: [] }] },
		{ file: 'gone/index.html', variants: [{ body: digestOf('missing'), reads: [] }] },
	],
};

/** nginx with a small site of hand-made pages and variants, also over TLS. */
export async function startSmallSite(): Promise<RunningNginx & { readonly tlsUrl: string }> {
	const folder = await mkdtemp(join(tmpdir(), 'choose $client-'));
	const client = join(folder, 'client');
	const write = async (file: string, bytes: string | Buffer) => {
		await mkdir(dirname(join(folder, file)), { recursive: true });
		await writeFile(join(folder, file), bytes);
	};
	for (const name of BODIES) {
		const path = `client/_choose-token/${digestOf(name)}`;
		await write(path, bodyOf(name));
		await write(`${path}.gz`, gzipSync(bodyOf(name)));
		if (name !== 'social') await write(`${path}.br`, brotliCompressSync(bodyOf(name)));
	}
	await write('client/index.html', bodyOf('default'));
	await write('client/gone/index.html', bodyOf('plain gone'));
	await write('client/plain/index.html', 'plain');
	await write('client/.hidden/index.html', 'hidden');
	await write('client/404.html', 'not found');
	await write('client/_astro/a.css', 'css');
	const files = nginxFiles(manifest, {
		brotliModule: false,
		maxAge: 60,
		secret: 'a secret of at least thirty-two characters',
	});
	for (const [path, text] of files) await write(path, text);
	const tls = await findFreePort();
	const { certificate, key } = createCertificate(folder);
	const nginx = await startNginx(() => ({
		http: `include "${folder}/nginx/http.conf";`,
		server: [
			`listen 127.0.0.1:${tls} ssl; ssl_certificate ${quoteText(certificate)}; ssl_certificate_key ${quoteText(key)};`,
			`root ${quoteText(client)}; include "${folder}/nginx/server.conf"; include "${folder}/nginx/site.conf";`,
		].join('\n'),
	}));
	return {
		...nginx,
		tlsUrl: `https://127.0.0.1:${tls}`,
		async stop() {
			await nginx.stop();
			await rm(folder, { recursive: true, force: true });
		},
	};
}
