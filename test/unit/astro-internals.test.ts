import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RELIANCES } from '../../integration/src/astro-internals.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PACKAGE = join(ROOT, 'integration');

/** Modules whose exports Astro documents. */
const DOCUMENTED = [
	'astro',
	'astro/config',
	'astro/errors',
	'astro/middleware',
	'astro/types',
	'astro/zod',
];
const IMPORT = /(?:from|import)\s*\(?['"]((?:astro|@astrojs|virtual:astro)(?:[/:][^'"]*)?)['"]/g;
const INSIDE_ASTRO = /astroAsset|ASTRO_NODE_|rolldownOptions|Symbol\.for\('astro\./;

async function sourcesOf(folder: string): Promise<Map<string, string>> {
	const entries = await readdir(join(PACKAGE, folder), { recursive: true, withFileTypes: true });
	const files = entries
		.filter((entry) => entry.isFile() && !entry.name.endsWith('.d.ts'))
		.map((entry) => join(entry.parentPath, entry.name));
	return new Map(
		await Promise.all(
			files.map(async (file) => [relative(PACKAGE, file), await readFile(file, 'utf8')] as const),
		),
	);
}

describe('what is used of Astro beyond its documented API', () => {
	it('stands in the files that are named for it', async () => {
		const sources = new Map([...(await sourcesOf('src')), ...(await sourcesOf('components'))]);
		expect(sources.size).toBeGreaterThan(100);
		for (const part of ['internals', 'images']) {
			expect(sources.get(`src/astro-${part}.ts`)).toMatch(INSIDE_ASTRO);
		}
		for (const part of ['internals', 'images', 'styles']) sources.delete(`src/astro-${part}.ts`);
		// Runs a build of Vite of its own, in which Astro has no part.
		sources.delete('src/export/bundle-edge.ts');
		const strays = [...sources].flatMap(([file, source]) => [
			...[...source.matchAll(IMPORT)]
				.map(([, module = '']) => module)
				.filter(
					(module) => !DOCUMENTED.includes(module) && !module.startsWith('virtual:astro-choose/'),
				)
				.map((module) => `${file} imports ${module}`),
			...(INSIDE_ASTRO.exec(source) ?? []).map((word) => `${file} names ${word}`),
		]);
		expect(strays).toEqual([]);
	});

	it.each(Object.entries(RELIANCES))('has a test that fails when it changes: %s', (_name, one) => {
		expect(existsSync(join(ROOT, one.test)), one.test).toBe(true);
	});
});
