import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nginxFiles } from '../../integration/src/export/nginx/nginx-files.js';
import { ask } from '../support/ask.js';
import { createLargeManifest, largeBody, largePath } from '../support/large-manifest.js';
import { startNginx } from '../support/nginx.js';

const SEGMENTS = 20;
const VARIANTS = 8;

/** What is asked, and the number of what is shown for it. */
const VISITS = [
	{ query: '', cookie: '', value: 1 },
	{ query: '?utm_0=v0', cookie: '', value: 2 },
	{ query: '?utm_6=MAIL-6-may', cookie: '', value: 8 },
	{ query: '?utm_6=v6', cookie: 'plan_3=level-3', value: 5 },
	{ query: '', cookie: 'plan_19=level-19; plan_5=level-5', value: 7 },
	// Of segments that nothing is chosen for.
	{ query: '?utm_12=v12', cookie: 'plan_19=level-19', value: 1 },
];

it.each([30, 150, 2_000, 10_000])(
	'nginx takes %d pages of 8 variants and 20 segments without a warning, and finds each',
	{ timeout: 120_000 },
	async (pages) => {
		const folder = await mkdtemp(join(tmpdir(), 'choose-size-'));
		const manifest = createLargeManifest({ pages, segments: SEGMENTS, variants: VARIANTS });
		const options = { brotliModule: false, maxAge: 1, secret: 'x'.repeat(40) };
		await mkdir(join(folder, 'nginx'));
		await mkdir(join(folder, manifest.folder));
		for (const [path, text] of nginxFiles(manifest, options))
			await writeFile(join(folder, path), text);
		const sample = Array.from({ length: 30 }, (_, at) => Math.floor((at * (pages - 1)) / 29));
		for (const page of sample)
			for (let value = 1; value <= VARIANTS; value++)
				await writeFile(join(folder, manifest.folder, largeBody(page, value)), `${page}:${value}`);
		const include = (file: string) => `include ${folder}/nginx/${file}.conf;`;
		const nginx = await startNginx(() => ({
			http: include('http'),
			server: `root ${folder}; ${include('server')} ${include('site')}`,
		}));
		try {
			for (const page of sample) {
				for (const { query, cookie, value } of VISITS) {
					const { text } = await ask(nginx.url, largePath(page) + query, { headers: { cookie } });
					expect(text).toBe(`${page}:${value}`);
				}
			}
			const beyond = await ask(nginx.url, largePath(pages));
			expect(beyond.status).toBe(404);
			expect(nginx.errors()).not.toMatch(/\[(?:warn|emerg|alert|crit)\]/);
		} finally {
			await nginx.stop();
			await rm(folder, { recursive: true, force: true });
		}
	},
);
