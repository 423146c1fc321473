// @astrojs/node's server listens as soon as it is imported, with its own handler. This module is imported before it.
import { NODE_SERVER } from '../astro-internals.js';

/** Whether somebody else (`astro preview`, a test) is going to listen. */
export const isStartedOutside = process.env[NODE_SERVER.autostart] === 'disabled';

process.env[NODE_SERVER.autostart] = 'disabled';
