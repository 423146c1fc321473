import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runNode } from '../support/process.js';

const MODULE = new URL('../../integration/dist/store/read-ahead.js', import.meta.url).href;

it('reading a large file ahead keeps no process from ending', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'choose-read-ahead-'));
	const file = join(folder, 'large.pack');
	await writeFile(file, '');
	await truncate(file, 2 ** 32);
	await writeFile(
		join(folder, 'read.mjs'),
		`import { pathToFileURL } from 'node:url';
		import { readAhead } from '${MODULE}';
		const { signal } = new AbortController();
		void readAhead(pathToFileURL(${JSON.stringify(file)}), signal).then(() => console.log('read'));
		console.log('started');`,
	);
	const { code, output } = await runNode([join(folder, 'read.mjs')], { cwd: folder });
	expect({ code, output: output.trim() }).toEqual({ code: 0, output: 'started' });
	await rm(folder, { recursive: true });
});
