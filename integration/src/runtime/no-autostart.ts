// @astrojs/node's server listens as soon as it is imported, with its own handler. This module is imported before it.
import { NODE_SERVER } from '../astro-internals.js';

const KEY = NODE_SERVER.autostart;
const found = process.env[KEY];

/** Whether somebody else (`astro preview`, a test) is going to listen. */
export const isStartedOutside = found === 'disabled';

process.env[KEY] = 'disabled';

/** Leaves the environment as it was found, once that server is imported: to other sites in this process, it means them. */
export function restoreAutostart(): void {
	if (found === undefined) Reflect.deleteProperty(process.env, KEY);
	else process.env[KEY] = found;
}
