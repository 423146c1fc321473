import { readFile } from 'node:fs/promises';
import { z } from 'astro/zod';
import type { ExitCode } from './command.js';
import { runCli } from './run.js';

/** Runs a command line of this process, until it ends or is told to (Ctrl-C). */
export async function main(args: readonly string[]): Promise<ExitCode> {
	const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
	const { version } = z.object({ version: z.string() }).parse(JSON.parse(manifest));
	const ending = new AbortController();
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => ending.abort());
	}
	return runCli(args, version, {
		stdout: (text) => process.stdout.write(text),
		stderr: (text) => process.stderr.write(text),
		signal: ending.signal,
	});
}
