import { readFile } from 'node:fs/promises';
import { z } from 'astro/zod';
import { runCli } from './run.js';

const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
const { version } = z.object({ version: z.string() }).parse(JSON.parse(manifest));

const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.once(signal, () => ending.abort());
}

process.exitCode = await runCli(process.argv.slice(2), version, {
	stdout: (text) => process.stdout.write(text),
	stderr: (text) => process.stderr.write(text),
	signal: ending.signal,
});
