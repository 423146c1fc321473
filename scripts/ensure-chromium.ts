/**
 * Finds a Chromium for the tests, or installs Debian's. Prints its path; a user who cannot install is told what to do.
 * `CHROMIUM_PATH` names one that is somewhere else.
 */
import { spawnSync } from 'node:child_process';
import { findChromium } from '../test/support/chromium.ts';

const found = findChromium() ?? install();
if (found === undefined) {
	console.error(
		[
			'The browser tests need Chromium, and none was found.',
			'Install it (Debian, Ubuntu: `sudo apt-get install chromium`; macOS: `brew install chromium`),',
			'or set CHROMIUM_PATH to a Chromium or Chrome that is there.',
		].join('\n'),
	);
	process.exit(1);
}
console.log(`Chromium: ${found}`);

function install(): string | undefined {
	const isRoot = process.getuid?.() === 0;
	const hasApt = spawnSync('apt-get', ['--version']).status === 0;
	if (!isRoot || !hasApt) return undefined;
	console.log('Installing Chromium from the distribution’s packages …');
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	spawnSync('apt-get', ['update', '-qq'], { env, stdio: 'inherit' });
	spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
		env,
		stdio: ['ignore', 'ignore', 'inherit'],
	});
	return findChromium();
}
