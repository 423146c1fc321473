/** The package's name, as sites import it. */
export const PACKAGE_NAME = 'astro-choose';

/** The sealed cookie that keeps a visitor in a persisted segment. */
export const SEGMENT_COOKIE = 'choose_segment';

/** Bytes of `CHOOSE_SECRET` that sealing asks for. */
export const SHORTEST_SECRET = 32;

/** Set to `1` by Intempt's browser SDK for a visitor who opted out. */
export const OPT_OUT_COOKIE = 'intempt_do_not_track';

/** Intempt's own address (the wire contract, "Request"). */
export const INTEMPT_URL = 'https://api.intempt.com';

export const DEVICES = ['desktop', 'mobile'] as const;

/** Servers for which routing can be generated. */
export const EDGE_TARGETS = ['nginx', 'cloudflare', 'netlify'] as const;

/** The request header in which a trusted edge names the audience of a visitor. */
export const AUDIENCE_HEADER = 'choose-audience';

/** What an on-demand page exports as `true` to have a default rendering of it kept. */
export const FALLBACK_EXPORT = 'chooseFallback';

/** The module that renders those defaults; in the server folder while the site is built, and not afterwards. */
export const FALLBACK_MODULE = 'choose-fallback.mjs';

/** Astro's prerender bundle, kept beside the server's for live rendering; a folder of the server folder. */
export const LIVE_FOLDER = 'choose-live';

/** What that thread imports of it. */
export const LIVE_ENTRY = 'choose-live-entry.mjs';

/** The thread that renders live; a module of the server folder. */
export const LIVE_WORKER_MODULE = 'choose-live-worker.mjs';

/** Where a running site keeps what it learns, unless `CHOOSE_STATE` names another folder; a folder of the server folder. */
export const STATE_FOLDER = 'choose-state';

/** What the pages of the live folder were rendered with besides; a file of that folder. */
export const LIVE_TABLES = 'choose-tables.json';

/** Decisions that builds are made with, at the project's root. */
export const LOCK_FILE = 'choose.lock.json';
