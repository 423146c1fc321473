#!/usr/bin/env node
// Starts the built command. A checkout of the repository is built first, once.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const command = new URL('../dist/cli/index.js', import.meta.url);
const isBuilt = existsSync(command) || !existsSync(new URL('../src/', import.meta.url));

if (isBuilt || build()) {
	await import(command.href);
} else {
	console.error('astro-choose could not be built. Run `npm run build:package`, and see why.');
	process.exitCode = 1;
}

function build() {
	console.error('astro-choose is not built yet in this checkout: building it …');
	const { status } = spawnSync('npm', ['run', 'build', '--silent'], {
		cwd: fileURLToPath(new URL('../', import.meta.url)),
		// What the command prints stays alone on stdout.
		stdio: ['ignore', 2, 2],
		shell: process.platform === 'win32',
	});
	return status === 0;
}
