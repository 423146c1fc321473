/**
 * Finds a Chromium for the tests, or installs Debian's. Prints its path; a user who cannot install is told what to do.
 * `CHROMIUM_PATH` names one that is somewhere else.
 */
import { findChromium } from '../test/support/chromium.ts';
import { installPackages } from './install-package.ts';

if (findChromium() === undefined) installPackages(['chromium']);
const found = findChromium();
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
