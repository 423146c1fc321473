import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { RELIANCES } from '../../integration/src/astro-internals.js';
import { copyAstro } from '../support/astro-copy.js';
import { PROBES } from '../support/astro-probes.js';
import { notEmpty } from '../support/not-empty.js';

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

/** What the tests and suites of a file are called that assert something. */
async function titlesOf(file: string): Promise<string[]> {
	const source = await readFile(join(ROOT, file), 'utf8');
	const titles: string[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isCallExpression(node) && /^(?:it|test|describe)/.test(node.expression.getText())) {
			const isAsserting = /\b(?:expect|waitFor|test[A-Z])\w*\(/.test(node.getText());
			const strings = node.arguments.filter((one) => ts.isStringLiteralLike(one));
			if (isAsserting) titles.push(...strings.map(({ text }) => text));
		}
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true));
	return titles;
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

	it.each(notEmpty(Object.keys(RELIANCES)))('is looked for in the code of Astro: %s', (name) => {
		expect(PROBES).toHaveProperty(name, expect.arrayContaining([expect.anything()]));
	});

	it.each(notEmpty(Object.entries(RELIANCES)))(
		'has a test of built sites: %s',
		async (_name, one) => {
			expect(await titlesOf(one.test), one.test).toContain(one.title);
		},
	);
});

const INSTALLED = copyAstro();

describe.each(notEmpty(Object.entries(PROBES)))('%s', (_name, probes) => {
	describe.each(notEmpty(probes))('$sees', ({ check, stubs, breaks }) => {
		it('in the Astro that is installed', async () => {
			await check(stubs === undefined ? INSTALLED : copyAstro([], stubs));
		});

		it.each(notEmpty(breaks))('and not after change %# of $file', async (change) => {
			expect(INSTALLED.source(change.file)).toContain(change.from);
			await expect(async () => check(copyAstro([change], stubs))).rejects.toThrow();
		});
	});
});
