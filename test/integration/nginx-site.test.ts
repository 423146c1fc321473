import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nginxFiles } from '../../integration/src/export/nginx/nginx-files.js';
import { EMPTY_MANIFEST } from '../support/edge-manifest.js';
import { startNginx } from '../support/nginx.js';
import { ask } from '../support/ask.js';

it.each([
	[
		'',
		'always',
		{
			'/': '200',
			'/about': '301 /about/',
			'/about?q=1': '301 /about/?q=1',
			'/about/': '200',
			'/nope/': '404',
		},
	],
	[
		'',
		'never',
		{
			'/': '200',
			'/about': '200',
			'/about/?q=1': '301 /about?q=1',
			'/nope/': '301 /nope',
			// Not to another host, and not the page by a spelling that others have.
			'//about/': '404',
			'/about%2F': '404',
			'/_astro/': '404',
		},
	],
	[
		'/docs',
		'never',
		{
			'/docs': '200',
			'/docs/': '301 /docs',
			'/docs/about': '200',
			'/docs/about/': '301 /docs/about',
		},
	],
	[
		'/docs',
		'always',
		{
			'/docs': '301 /docs/',
			'/docs/': '200',
			'/docs/about': '301 /docs/about/',
			'/docs/about/': '200',
		},
	],
] as const)(
	'nginx serves plain pages below "%s" with trailingSlash "%s"',
	async (base, trailingSlash, expected) => {
		const folder = await mkdtemp(join(tmpdir(), 'choose-site-'));
		await mkdir(join(folder, 'about'));
		for (const file of ['index.html', 'about/index.html'])
			await writeFile(join(folder, file), file);
		const manifest = { ...EMPTY_MANIFEST, base, trailingSlash };
		const files = nginxFiles(manifest, { brotliModule: false, maxAge: 1, secret: undefined });
		await mkdir(join(folder, 'nginx'));
		for (const [path, text] of files) await writeFile(join(folder, path), text);
		const nginx = await startNginx(() => ({
			http: `include ${folder}/nginx/http.conf;`,
			server: `root ${folder}; include ${folder}/nginx/server.conf; include ${folder}/nginx/site.conf;`,
		}));
		try {
			const answers: Record<string, string> = {};
			for (const path of Object.keys(expected)) {
				const { status, headers } = await ask(nginx.url, path);
				answers[path] = [status, headers.location].filter(Boolean).join(' ');
			}
			expect(answers).toEqual(expected);
		} finally {
			await nginx.stop();
			await rm(folder, { recursive: true, force: true });
		}
	},
);
