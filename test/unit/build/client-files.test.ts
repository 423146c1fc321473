import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findDefaultFile, listFolders } from '../../../integration/src/build/client-files.js';
import { digestContent } from '../../../integration/src/store/content-digest.js';

let client: URL;
beforeEach(async () => {
	client = pathToFileURL(`${await mkdtemp(join(tmpdir(), 'choose-client-'))}/`);
});
afterEach(() => rm(client, { recursive: true }));

async function write(...files: readonly string[]): Promise<void> {
	for (const file of files) {
		await mkdir(new URL('./', new URL(file, client)), { recursive: true });
		await writeFile(new URL(file, client), `bytes of ${file}`);
	}
}

const find = (path: string, base: string, bytesOf: string) =>
	findDefaultFile(client, {
		path,
		base,
		digest: digestContent(Buffer.from(`bytes of ${bytesOf}`)),
	});

describe('the file of a default', () => {
	it.each([
		['/', '/', 'index.html'],
		['/about/', '/', 'about/index.html'],
		['/about', '/', 'about/index.html'],
		['/about', '/', 'about.html'],
		['/about.html', '/', 'about.html'],
		['/docs', '/docs', 'index.html'],
		['/docs/', '/docs/', 'index.html'],
		['/docs/about/', '/docs', 'about/index.html'],
		['/docsabout/', '/docs', 'docsabout/index.html'],
	])('of %s under the base %s is %s', async (path, base, file) => {
		await write(file);
		expect(await find(path, base, file)).toBe(file);
	});

	it('is the one with the bytes that were rendered', async () => {
		await write('about/index.html', 'about.html');
		expect(await find('/about', '/', 'about.html')).toBe('about.html');
	});

	it.each([
		['was changed', 'about/index.html'],
		['is missing', 'elsewhere/index.html'],
	])('that %s is not found', async (_what, file) => {
		await write(file);
		expect(await find('/about/', '/', 'what was rendered')).toBeUndefined();
	});
});

describe('the folders of the client folder', () => {
	it('are all of them, the root as the empty string', async () => {
		await write('index.html', 'blog/a/index.html', '_astro/x.js');
		expect(await listFolders(client)).toEqual(['', '_astro', 'blog', 'blog/a']);
	});
});
