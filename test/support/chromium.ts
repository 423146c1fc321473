import { findCommand } from './find-command.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const MAC = [
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The path of an installed Chromium: `CHROMIUM_PATH`, or the first of the usual names on the PATH. */
export function findChromium(): string | undefined {
	return findCommand(NAMES, [process.env.CHROMIUM_PATH, ...MAC]);
}

/** What Chromium is started with: no sandbox for root, and nothing that looks for a network. */
export const CHROMIUM_ARGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--no-first-run',
];
