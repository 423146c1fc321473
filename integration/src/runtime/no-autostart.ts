// @astrojs/node's server listens as soon as it is imported, with its own handler. This module is imported before it.
const KEY = 'ASTRO_NODE_AUTOSTART';

/** Whether somebody else (`astro preview`, a test) is going to listen. */
export const isStartedOutside = process.env[KEY] === 'disabled';

process.env[KEY] = 'disabled';
