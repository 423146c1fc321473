/**
 * All that this package uses of Astro, its Node adapter and its build beyond what their documentation promises, together with
 * `astro-images.ts` and `astro-styles.ts`. Nothing else in `src` may reach there; `test/unit/astro-internals.test.ts` sees to it, and `docs/compatibility.md` prints the list.
 */
import { matchPattern, type RemotePattern } from 'astro/assets/utils';
import type { EnvironmentOptions } from 'vite';

interface Reliance {
	/** What is relied on. */
	readonly on: string;
	/** What would be wrong without it. */
	readonly why: string;
	/** The test that fails when it changes, of sites that are built; `test/unit/astro-internals.test.ts` looks into Astro's code. */
	readonly test: string;
	/** What that test is called. */
	readonly title: string;
}

export const RELIANCES = {
	serverEntry: {
		on: 'The Rolldown input `index` of the `ssr` environment becomes `dist/server/entry.mjs`.',
		why: 'Varied pages are answered in front of the static handler, which serves `dist/client` before any middleware.',
		test: 'test/matrix/servers/output.test.ts',
		title: "`output: 'server'`, some pages prerendered",
	},
	prerenderEntry: {
		on: '`astro/entrypoints/prerender` is what the `prerender` environment is bundled from.',
		why: 'Astro forgets this input when the prerenderer is wrapped.',
		test: 'test/matrix/urls/base.test.ts',
		title: '`base`',
	},
	nodeServer: {
		on: '`@astrojs/node/server.js` exports `handler` and `options`, and does not listen when `ASTRO_NODE_AUTOSTART` is `disabled`.',
		why: 'Its own `startServer` would serve without the handler in front.',
		test: 'test/matrix/servers/several-sites.test.ts',
		title: 'listen on a port each',
	},
	rerender: {
		on: 'A prerenderer’s `render` may be called again for a page, last of all in `collectStaticImages`, before images are generated.',
		why: 'Variants are rendered after all defaults, because each rendering can change the order of styles in pages after it.',
		test: 'test/matrix/urls/styles-in-pages.test.ts',
		title: 'holds for what only a variant shows',
	},
	styleOrder: {
		on: 'Each rendering of a route sorts the stylesheets of its page in place, in an order that depends on the one before.',
		why: 'A variant has its stylesheets in the order of the default, whatever it took to render it.',
		test: 'test/matrix/islands/frameworks.test.ts',
		title: 'React and Svelte islands',
	},
	staticImages: {
		on: '`globalThis.astroAsset.staticImages` collects the images that prerendered pages ask for.',
		why: 'A prerenderer that has `collectStaticImages` has to return them; images that only a variant shows are among them.',
		test: 'test/matrix/urls/images.test.ts',
		title: 'are generated in every size and format that only a variant shows',
	},
	liveApp: {
		on: 'The prerender bundle, copied beside itself, renders its pages in an app of `astro/app` with a copy of its manifest, given the route and the URL of the build.',
		why: 'What is decided after the build is rendered as the next build would render it.',
		test: 'test/matrix/routing/i18n.test.ts',
		title: 'without a prefix for the default locale, falling back by rewrite',
	},
	imageUrls: {
		on: '`globalThis.astroAsset.addStaticImage(options, hashedProperties, file)` gives the URL of an image while pages are prerendered, and `referencedImages.add(file)` tells of originals.',
		why: 'A page that is rendered live shows the images that the build made, and none that it has not made or has deleted.',
		test: 'test/matrix/urls/images.test.ts',
		title: 'makes the images responsive that only a variant shows',
	},
	liveStyles: {
		on: 'An app takes a page’s stylesheets from the route in its manifest, where inline ones that follow each other are one.',
		why: 'A page that is rendered live has its stylesheets in the order that its default has.',
		test: 'test/matrix/islands/frameworks.test.ts',
		title: 'React and Svelte islands',
	},
	sharedModules: {
		on: 'The prerender bundle has its middleware in `virtual:astro:middleware`, and reaches its pages by `virtual:astro:manifest` and `virtual:astro:pages`.',
		why: 'Astro takes pages over from its last build (`incrementalBuild`) without comparing the middleware. If a name is another, more is rendered than need be.',
		test: 'test/matrix/experimental/incremental-build.test.ts',
		title: 'render everything when the middleware is another',
	},
	clientFiles: {
		on: 'A prerendered path becomes `<path>/index.html`, `<path>.html` or the path itself, with the bytes of its response.',
		why: 'The store names the file of a page. Each is compared with what was rendered; where it differs, the page is its default.',
		test: 'test/matrix/urls/trailing-slash.test.ts',
		title: "`trailingSlash: 'ignore'`",
	},
	staticHandler: {
		on: 'Which file of `dist/client` the static handler answers a URL with.',
		why: 'A varied page is answered under exactly the spellings under which Astro answers its default.',
		test: 'test/matrix/urls/trailing-slash.test.ts',
		title: "`trailingSlash: 'never'`",
	},
	validatedHost: {
		on: 'How Astro validates `Host` and `X-Forwarded-*` against `security.allowedDomains`, and `matchPattern` of `astro/assets/utils`.',
		why: 'Astro does not export the rule, and rules on the host must mean what `Astro.url` does.',
		test: 'test/property/validated-host.test.ts',
		title: "is that of Astro.url, whatever the request's headers and the trusted domains",
	},
	routes: {
		on: 'The manifest names the routes of the site with their page modules, and Astro’s own `/_server-islands/[name]` and `/_actions/[...path]`.',
		why: 'What a page asks for (an island, an endpoint, an Action) is for the audience of the page, a page is for its own.',
		test: 'test/matrix/islands/server-islands.test.ts',
		title: 'is shown to the audience of its page, which the Referer names',
	},
	appRender: {
		on: 'An app of the server’s bundle renders a page that it is given with its route, and tells `renderError` what was thrown.',
		why: 'The default of a page with `chooseFallback` is rendered at build with the finished bundle.',
		test: 'test/matrix/on-demand/fallback.test.ts',
		title: 'answers with the default of the build when %s',
	},
	pageCookies: {
		on: 'The cookies that a page has set hang on its response under the symbol `astro.cookies`.',
		why: 'A page that failed is answered with its fallback, without the cookies of the failed rendering.',
		test: 'test/matrix/on-demand/fallback.test.ts',
		title: 'answers with the default of the build when %s',
	},
	rewrittenLocals: {
		on: 'A rewrite keeps the `locals` object and runs the middleware again.',
		why: 'The page that is rewritten to shows the same visitor’s decisions, and what it reads counts for the answer.',
		test: 'test/matrix/routing/rewrites.test.ts',
		title: 'show the page of the visitor, and of nobody else, on demand',
	},
} as const satisfies Readonly<Record<string, Reliance>>;

export type RelianceName = keyof typeof RELIANCES;

/** Environment variables of the Node adapter's server. */
export const NODE_SERVER = {
	/** `disabled`: whoever imports the server listens. */
	autostart: 'ASTRO_NODE_AUTOSTART',
	/** `disabled`: does not say where it listens. */
	logging: 'ASTRO_NODE_LOGGING',
} as const;

/** Modules of Astro that a bundle of the site takes from where the site has them, as the source of virtual modules. */
export const ASTRO_MODULES = {
	server: `
		export { createApp } from 'astro/app/entrypoint';
		export { handler, options } from '@astrojs/node/server.js';
	`,
	prerender: `export { app, manifest } from 'astro/entrypoints/prerender';`,
	live: `
		import { App } from 'astro/app';
		import { manifest } from 'virtual:astro:manifest';
		export { setGetEnv } from 'astro/env/setup';
		// A manifest of its own has the environment of a running site, and not that of a build. What goes wrong is told to whom it concerns.
		export const createLiveApp = () => new App({ ...manifest, logLevel: 'silent' }, false);
	`,
	app: `
		export { createApp } from 'astro/app/entrypoint';
		export { setGetEnv } from 'astro/env/setup';
	`,
	manifest: `export { manifest } from 'virtual:astro:manifest';`,
} as const;

/** Build options that make a module of ours an environment's entry: a file, or files by the name of what they become. */
export function bundledFrom(input: string | Record<string, string>): EnvironmentOptions {
	return { build: { rolldownOptions: { input } } };
}

/** Patterns of the routes that Astro adds to a site, and what marks a form that is sent to an Action. */
export const ASTRO_ROUTES = {
	serverIsland: '/_server-islands/[name]',
	action: '/_actions/[...path]',
	formActionParameter: '_action',
} as const;

/** Modules that every page is rendered with. */
export const SHARED_MODULES = /^\0virtual:astro:(?:middleware|renderers)$/;

/** Modules by which all pages are reached; rendering one page does not run the others. */
export const PAGES_MODULES = /^\0virtual:astro:(?:manifest|pages|page:.*)$/;

/** The name under which the server's entry is bundled. */
export const SERVER_ENTRY = 'index';

/** Takes from a response the cookies that its page has set: Astro sends them with it only after every middleware. */
export function withoutPageCookies(response: Response): Response {
	Object.defineProperty(response, Symbol.for('astro.cookies'), { value: undefined });
	return response;
}

export { matchPattern, type RemotePattern };
export type { App } from 'astro/app';
