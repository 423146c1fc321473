import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { z } from 'astro/zod';

/** What figures were measured with, in one line. */
export function describeMachine(): string {
	const { devDependencies } = z
		.object({ devDependencies: z.record(z.string(), z.string()) })
		.parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')));
	const [processor] = cpus();
	return [
		`${availableParallelism()} cores (${processor?.model.trim() ?? 'unknown'})`,
		`${Math.round(totalmem() / 2 ** 30)} GB`,
		`Node ${process.version}`,
		...['astro', '@astrojs/node'].map((name) => `${name} ${devDependencies[name] ?? 'unknown'}`),
		...versionOf('nginx', ['-v'], /nginx\/([\d.]+)/),
		...versionOf('chromium', ['--version'], /Chromium ([\d.]+)/),
	].join(', ');
}

function versionOf(command: string, args: readonly string[], pattern: RegExp): readonly string[] {
	const { stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
	if (error !== undefined) return [];
	const [, version] = pattern.exec(stdout + stderr) ?? [];
	return version === undefined ? [] : [`${command} ${version}`];
}
