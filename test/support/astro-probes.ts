import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, IncomingMessage, type ServerResponse } from 'node:http';
import { Socket, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AstroCookies, SSRManifest } from 'astro';
import { runInThisContext } from 'node:vm';
import { expect } from 'vitest';
import { collectedImages, watchImages } from '../../integration/src/astro-images.js';
import {
	ASTRO_ROUTES,
	bundledFrom,
	NODE_SERVER,
	PAGES_MODULES,
	SERVER_ENTRY,
	SHARED_MODULES,
	withoutPageCookies,
	type RelianceName,
} from '../../integration/src/astro-internals.js';
import {
	reorderedSheets,
	watchStyleOrder,
	type BuildPages,
} from '../../integration/src/astro-styles.js';
import { createScope, renderScope } from '../../integration/src/rendering/scope.js';
import { ask } from './ask.js';
import type { AstroChange, AstroCopy } from './astro-copy.js';
import { createTinyApp } from './tiny-app.js';
import { pageIn, shownBy, URL_MATRIX } from './url-matrix.js';
import { notEmpty } from './not-empty.js';

/** Sees in the code that Astro ships that something relied on is still so. */
export interface Probe {
	readonly sees: string;
	/** Throws when it is not. */
	check(copy: AstroCopy): Promise<void> | void;
	/** Changes of Astro that break what is relied on: with each alone, the check throws. */
	readonly breaks: readonly [AstroChange, ...AstroChange[]];
	/** Modules that only a site has. */
	readonly stubs?: Readonly<Record<string, string>>;
}

const CORE = 'astro/dist/core';
const ADAPTER = '@astrojs/node/dist';

const change = (file: string, from: string, to: string): AstroChange => ({ file, from, to });

/** A passage that stands in a file; `to`: what takes its place when it is changed. */
function passage(sees: string, file: string, text: string, to = ''): Probe {
	return {
		sees,
		check: (copy) => {
			expect(copy.source(file)).toContain(text);
		},
		breaks: [change(file, text, to)],
	};
}

const LOADED_BY_SITE = {
	'virtual:astro:manifest': `export const manifest = { base: '/', routes: [], logLevel: 'silent' };`,
};
const SERVER_STUBS = {
	'astro/app/entrypoint': `export const createApp = () => ({ manifest: {} });`,
	'astro/env/setup': `export const setGetEnv = () => undefined;`,
	'virtual:astro-node:config': `export const mode = 'standalone';`,
	'./middleware.js': `export default () => 'handler';`,
	'./standalone.js': `
		export default () => { globalThis.startedByAdapter = true; };
		export const createStandaloneHandler = () => 'handler';
	`,
};

type Image = Readonly<Record<string, unknown>>;
const IMAGE: Image = { src: { src: '/_astro/a.png', format: 'png' }, width: 10, format: 'webp' };

/** An image that a page of a build asks for, as Astro's own code registers it. */
async function addImage(copy: AstroCopy) {
	const { default: plugin } = await copy.import<{
		default(options: object): {
			readonly name: string;
			config?(config: object, env: object): void;
			buildStart?(): void;
		}[];
	}>('astro/dist/assets/vite-plugin-assets.js');
	const settings = {
		config: {
			base: '/',
			image: { responsiveStyles: false, service: { entrypoint: 'sharp' } },
			build: { assets: '_astro' },
			experimental: {},
		},
	};
	const plugins = plugin({ fs: {}, settings, sync: false, logger: {} });
	const images = plugins.filter(({ name }) => name === 'astro:assets');
	for (const one of images) one.config?.({}, { command: 'build' });
	for (const one of images) one.buildStart?.();
	const { astroAsset } = globalThis as unknown as {
		astroAsset: { addStaticImage(options: Image, hashed: string[], file: string): string };
	};
	return () => astroAsset.addStaticImage(IMAGE, ['src', 'width', 'format'], '/src/a.png');
}

/** Leaves what Astro keeps for the whole process as it was found. */
async function withAssets(run: () => Promise<void>): Promise<void> {
	const before: unknown = Reflect.get(globalThis, 'astroAsset');
	try {
		await run();
	} finally {
		Reflect.set(globalThis, 'astroAsset', before);
	}
}

type Styles = SSRManifest['routes'][number]['styles'];
const SHEETS: Styles = [
	{ type: 'inline', content: 'a{}' },
	{ type: 'external', src: '/b.css' },
	{ type: 'inline', content: 'c{}' },
];

export const PROBES: Readonly<Record<RelianceName, readonly Probe[]>> = {
	serverEntry: [
		{
			sees: 'the adapter’s entry is the input that this package takes the place of',
			async check(copy) {
				const { vitePluginAdapterConfig } = await copy.import<{
					vitePluginAdapterConfig(settings: object): { config(): unknown };
				}>('astro/dist/vite-plugin-adapter-config/index.js');
				const adapter = { entrypointResolution: 'auto', serverEntrypoint: 'server.js' };
				expect(vitePluginAdapterConfig({ adapter }).config()).toEqual({
					environments: { ssr: bundledFrom({ [SERVER_ENTRY]: 'server.js' }) },
				});
			},
			breaks: [
				change('astro/dist/vite-plugin-adapter-config/index.js', 'index: typeof', 'entry: typeof'),
				change(
					'astro/dist/vite-plugin-adapter-config/index.js',
					'rolldownOptions',
					'rollupOptions',
				),
				change(`${CORE}/constants.js`, 'ssr: "ssr"', 'ssr: "server"'),
			],
		},
		passage(
			'an input of that name becomes `build.serverEntry`',
			`${CORE}/build/vite-build-config.js`,
			`isRolldownInput(chunkInfo.name) || isRolldownInput(chunkInfo.facadeModuleId)) {
              return settings.config.build.serverEntry;`,
		),
		passage(
			'which is `entry.mjs`',
			`${CORE}/config/schemas/defaults.js`,
			'serverEntry: "entry.mjs"',
			'serverEntry: "server.mjs"',
		),
	],
	prerenderEntry: [
		passage(
			'the `prerender` environment has this input, unless the prerenderer is wrapped',
			`${CORE}/build/vite-build-config.js`,
			'...!legacyAdapter && settings.prerenderer ? {} : { input: "astro/entrypoints/prerender" }',
			'input: "astro/entrypoints/static"',
		),
		{
			sees: 'it exports the app and its manifest',
			stubs: LOADED_BY_SITE,
			async check(copy) {
				const entry = await copy.import<object>('astro/dist/entrypoints/prerender.js');
				expect(Object.keys(entry).toSorted()).toEqual(['app', 'manifest']);
			},
			breaks: [change('astro/dist/entrypoints/prerender.js', 'app,\n', 'app as renderer,\n')],
		},
	],
	nodeServer: [
		{
			sees: 'the server exports its handler and options, and leaves listening to others',
			stubs: SERVER_STUBS,
			async check(copy) {
				const before = process.env[NODE_SERVER.autostart];
				Reflect.deleteProperty(globalThis, 'startedByAdapter');
				process.env[NODE_SERVER.autostart] = 'disabled';
				try {
					const server = await copy.import<object>(`${ADAPTER}/server.js`);
					expect(server).toMatchObject({ handler: 'handler', options: { mode: 'standalone' } });
					expect(globalThis).not.toHaveProperty('startedByAdapter');
				} finally {
					if (before === undefined) Reflect.deleteProperty(process.env, NODE_SERVER.autostart);
					else process.env[NODE_SERVER.autostart] = before;
				}
			},
			breaks: [
				change(`${ADAPTER}/server.js`, 'ASTRO_NODE_AUTOSTART', 'ASTRO_AUTOSTART'),
				change(`${ADAPTER}/server.js`, '!== "disabled"', '!== "off"'),
				change(`${ADAPTER}/server.js`, '  handler,\n', ''),
				change(`${ADAPTER}/server.js`, '  options,\n', ''),
			],
		},
		passage(
			'the log of its address can be switched off',
			`${ADAPTER}/standalone.js`,
			`process.env.${NODE_SERVER.logging} !== "disabled"`,
			'true',
		),
	],
	rerender: [
		{
			sees: 'images are collected after all pages, before they are generated and before the end',
			check(copy) {
				const source = copy.source(`${CORE}/build/generate.js`);
				const steps = [
					'await prerenderer.getStaticPaths()',
					'generatePathWithPrerenderer(',
					'await prerenderer.collectStaticImages()',
					'await prerenderer.teardown?.()',
					'generateImagesForPath(',
				].map((step) => source.indexOf(step));
				expect(steps).not.toContain(-1);
				expect(steps).toEqual(steps.toSorted((one, other) => one - other));
			},
			breaks: [
				change(`${CORE}/build/generate.js`, 'await prerenderer.collectStaticImages()', 'new Map()'),
				change(
					`${CORE}/build/generate.js`,
					'await prerenderer.setup?.();',
					'await prerenderer.setup?.(); await prerenderer.collectStaticImages();',
				),
			],
		},
		{
			sees: 'each rendering is one of its own',
			async check(copy) {
				let renders = 0;
				const { render } = await createTinyApp(copy, {
					endpoints: { '/a': () => new Response(String(++renders)) },
				});
				expect([await (await render('/a')).text(), await (await render('/a')).text()]).toEqual([
					'1',
					'2',
				]);
			},
			breaks: [
				change(
					`${CORE}/app/base.js`,
					'async render(request, {',
					'render(...all) { return this.first ??= this.renderOnce(...all); }\n  async renderOnce(request, {',
				),
			],
		},
	],
	styleOrder: [
		{
			sees: 'the order in which two stylesheets of scripts have been is turned round by each sorting',
			async check(copy) {
				const { cssOrder } = await copy.import<{
					cssOrder(one: Sorted, other: Sorted): number;
				}>(`${CORE}/build/runtime.js`);
				const scripts = ['a', 'b'].map((name) => ({ name, depth: -1, order: -1 }));
				expect(cssOrder(scripts[0]!, scripts[1]!)).toBe(-1);
				expect(cssOrder(scripts[1]!, scripts[0]!)).toBe(-1);
			},
			breaks: [change(`${CORE}/build/runtime.js`, 'if (depthA === -1) {', 'if (depthA < -1) {')],
		},
		passage(
			'a rendering sorts the stylesheets of its page in place',
			`${CORE}/build/environment.js`,
			'pageBuildData?.styles.sort(cssOrder).map(({ sheet }) => sheet).reduce(mergeInlineCss, [])',
			'pageBuildData?.styles.toSorted(cssOrder).map(({ sheet }) => sheet)',
		),
	],
	staticImages: [
		{
			sees: 'an image that a page asks for is collected, with its original and its transform',
			check: (copy) =>
				withAssets(async () => {
					const add = await addImage(copy);
					expect(collectedImages().size).toBe(0);
					add();
					const [[path, image] = []] = collectedImages();
					expect([path, image?.originalSrcPath]).toEqual(['/_astro/a.png', '/src/a.png']);
					expect([...(image?.transforms.values() ?? [])]).toEqual([
						{
							finalPath: expect.stringMatching(/^\/_astro\/a_.*\.webp$/) as string,
							transform: IMAGE,
						},
					]);
				}),
			breaks: [
				change(
					'astro/dist/assets/vite-plugin-assets.js',
					'astroAsset.staticImages',
					'astroAsset.images',
				),
				change(
					'astro/dist/assets/vite-plugin-assets.js',
					'originalSrcPath: originalFSPath',
					'original: originalFSPath',
				),
				change('astro/dist/assets/vite-plugin-assets.js', 'transform: options', 'options'),
			],
		},
		{
			sees: 'the images that are generated are those that were collected',
			check: (copy) =>
				withAssets(async () => {
					const staticImages = new Map();
					Reflect.set(globalThis, 'astroAsset', { staticImages });
					const { getStaticImageList } = await copy.import<{ getStaticImageList(): unknown }>(
						'astro/dist/assets/build/generate.js',
					);
					expect(getStaticImageList()).toBe(staticImages);
					expect(collectedImages()).toBe(staticImages);
				}),
			breaks: [
				change(
					'astro/dist/assets/build/generate.js',
					'astroAsset.staticImages',
					'astroAsset.images',
				),
			],
		},
	],
	imageUrls: [
		{
			sees: 'a page has the URL that `addStaticImage` gives, and it can be watched',
			check: (copy) =>
				withAssets(async () => {
					await addImage(copy);
					const images = watchImages();
					const { getImage } = await copy.import<{
						getImage(options: object, config: object, logger: object): Promise<{ src: string }>;
					}>('astro/dist/assets/internal.js');
					const service = {
						getURL: () => '/_image',
						transform: () => undefined,
						propertiesToHash: ['src', 'width', 'format'],
					};
					Object.assign(Reflect.get(globalThis, 'astroAsset') as object, { imageService: service });
					const { src } = await getImage({ ...IMAGE, alt: '' }, { service: {} }, {});
					expect(src).toMatch(/^\/_astro\/a_.*\.webp$/);
					expect(Object.values(images().urls)).toEqual([src]);
				}),
			breaks: [
				change('astro/dist/assets/internal.js', 'astroAsset.addStaticImage', 'astroAsset.addImage'),
				change(
					'astro/dist/assets/internal.js',
					'addStaticImage(validatedOptions, propsToHash, originalFilePath)',
					'addStaticImage({ options: validatedOptions, propsToHash, originalFilePath })',
				),
				change(
					'astro/dist/assets/vite-plugin-assets.js',
					'astroAsset.addStaticImage',
					'astroAsset.addImage',
				),
			],
		},
		{
			sees: 'an original that a page shows is among those that are kept',
			check: (copy) =>
				withAssets(async () => {
					const referencedImages = new Set();
					Reflect.set(globalThis, 'astroAsset', { referencedImages });
					const { getProxyCode } = await copy.import<{
						getProxyCode(image: object, isSSR: boolean): string;
					}>('astro/dist/assets/utils/proxy.js');
					const code = getProxyCode({ src: '/a.png', fsPath: '/src/a.png' }, false);
					const image = runInThisContext(code) as { readonly src: string };
					expect([image.src, ...referencedImages]).toEqual(['/a.png', '/src/a.png']);
				}),
			breaks: [
				change('astro/dist/assets/utils/proxy.js', 'referencedImages?.add', 'referenced?.add'),
			],
		},
		passage(
			'an original that no page shows is deleted',
			'astro/dist/assets/build/generate.js',
			'if (transformsAndPath.originalSrcPath && !globalThis.astroAsset.referencedImages?.has(transformsAndPath.originalSrcPath)) {',
			'if (transformsAndPath.originalSrcPath && transformsAndPath.isUnused) {',
		),
	],
	liveApp: [
		{
			sees: 'an app renders with a manifest that is a copy, and with the route it is given',
			async check(copy) {
				const { app, render } = await createTinyApp(copy, {
					endpoints: { '/a': ({ url }) => new Response(url.pathname) },
				});
				expect(app.manifest.logLevel).toBe('silent');
				expect(await (await render('/a', '/b')).text()).toBe('/b');
			},
			breaks: [
				change(`${CORE}/app/entrypoints/index.js`, '  App,\n', ''),
				change(`${CORE}/app/base.js`, '    routeData,\n', '    route: routeData,\n'),
			],
		},
		{
			sees: 'the environment of a page is what it is set to',
			async check(copy) {
				const { setGetEnv } = await copy.import<{
					setGetEnv(get: (name: string) => string): void;
				}>('astro/dist/env/setup.js');
				const { getEnv } = await copy.import<{ getEnv(name: string): unknown }>(
					'astro/dist/env/runtime.js',
				);
				setGetEnv((name) => `the value of ${name}`);
				expect(getEnv('A')).toBe('the value of A');
			},
			breaks: [
				change('astro/dist/env/setup.js', '  setGetEnv\n', '  setGetEnv as setEnvironment\n'),
			],
		},
	],
	liveStyles: [
		{
			sees: 'a page has the stylesheets of its route in the manifest, in their order',
			async check(copy) {
				const { render } = await createTinyApp(copy, { styles: SHEETS });
				const html = await (await render('/page')).text();
				expect(html.match(/a\{\}|\/b\.css|c\{\}/g)).toEqual(['a{}', '/b.css', 'c{}']);
			},
			breaks: [
				change(
					`${CORE}/environment/production.js`,
					'routeInfo?.styles ?? []',
					'routeInfo?.sheets ?? []',
				),
				change(
					`${CORE}/environment/production.js`,
					'routeInfo?.styles ?? []',
					'routeInfo?.styles.toReversed() ?? []',
				),
			],
		},
		{
			sees: 'inline stylesheets that follow each other are put together as they are here',
			async check(copy) {
				const { mergeInlineCss } = await copy.import<{
					mergeInlineCss(merged: Sheets, sheet: Sheets[number]): Sheets;
				}>(`${CORE}/build/runtime.js`);
				const inline = (...contents: string[]): Sheets =>
					contents.map((content) => ({ type: 'inline', content }));
				for (const sheets of [
					inline('a', 'b', 'c'),
					inline('a', '@import "b"', 'c', 'd'),
					[...inline('a'), { type: 'external', src: '/b.css' }, ...inline('c', 'd')] as Sheets,
				]) {
					expect(mergedHere(sheets)).toEqual(sheets.toReversed().reduce(mergeInlineCss, []));
				}
			},
			breaks: [
				change(`${CORE}/build/runtime.js`, '"@import"', '"@layer"'),
				change(
					`${CORE}/build/runtime.js`,
					'lastAdded.content + current.content',
					'current.content + lastAdded.content',
				),
			],
		},
	],
	sharedModules: [
		...(
			[
				['middleware', `${CORE}/middleware/vite-plugin.js`, SHARED_MODULES],
				['renderers', 'astro/dist/vite-plugin-renderers/index.js', SHARED_MODULES],
				['manifest', 'astro/dist/manifest/serialized.js', PAGES_MODULES],
				['pages', 'astro/dist/vite-plugin-pages/pages.js', PAGES_MODULES],
				['page:', 'astro/dist/vite-plugin-pages/const.js', PAGES_MODULES],
			] as const
		).map(([name, file, here]): Probe => ({
			sees: `\`virtual:astro:${name}\` is told apart by its name`,
			check(copy) {
				const source = copy.source(file);
				const [, constant, id = ''] = /const (\w+) = "(virtual:astro:[^"]+)";/.exec(source) ?? [];
				expect(id).toBe(`virtual:astro:${name}`);
				expect(source).toMatch(
					new RegExp(`= (?:"\\\\0" \\+ ${constant}|\`\\\\0\\$\\{${constant}\\}\`);`),
				);
				expect(`\0${id}`).toMatch(here);
			},
			breaks: [change(file, `virtual:astro:${name}`, `virtual:astro-site:${name}`)],
		})),
	],
	clientFiles: [
		{
			sees: 'a path becomes the file that is looked for',
			async check(copy) {
				const { getOutFile, getOutFolder } = await copy.import<{
					getOutFolder(settings: object, path: string, route: object): URL;
					getOutFile(format: string, folder: URL, path: string, route: object): URL;
				}>(`${CORE}/build/common.js`);
				const outDir = new URL('file:///dist/');
				const fileOf = (format: string, path: string, isIndex = false) => {
					const route = { type: 'page', isIndex };
					const settings = { buildOutput: 'static', config: { outDir, build: { format } } };
					const folder = getOutFolder(settings, path, route);
					return getOutFile(format, folder, path, route).pathname.replace('/dist/', '');
				};
				expect([
					fileOf('directory', '/'),
					fileOf('directory', '/a/b/'),
					fileOf('directory', '/404'),
					fileOf('file', '/a/b'),
					fileOf('preserve', '/a/b'),
					fileOf('preserve', '/a/b', true),
				]).toEqual([
					'index.html',
					'a/b/index.html',
					'404.html',
					'a/b.html',
					'a/b.html',
					'a/b/index.html',
				]);
			},
			breaks: [change(`${CORE}/build/common.js`, '"./index.html"', '"./page.html"')],
		},
	],
	staticHandler: [
		{
			sees: 'every target of `test/fixtures/url-matrix.json` is answered with the page that it has there',
			stubs: { './shared.js': 'export const resolveClientDir = ({ client }) => client;' },
			async check(copy) {
				expect(URL_MATRIX.length).toBeGreaterThan(10);
				for (const one of notEmpty(URL_MATRIX)) {
					const expected = one.targets.map(([target, answer]) => [target, pageIn(answer)]);
					expect(await observe(copy, one), one.setup).toEqual(expected);
				}
			},
			breaks: [
				change(`${ADAPTER}/serve-static.js`, '`${urlPath}/index.html`', 'urlPath'),
				change(`${ADAPTER}/serve-static.js`, '? ["html"] : []', '? [] : []'),
				change(`${ADAPTER}/serve-static.js`, '!hasFileExtension(urlPath) && ', ''),
			],
		},
	],
	validatedHost: [
		{
			sees: 'a host that is not allowed is none, and one that is allowed is that of the request',
			async check(copy) {
				const { createRequest } = await copy.import<typeof import('astro/app/node')>(
					`${CORE}/app/entrypoints/node.js`,
				);
				const allowedDomains = [{ hostname: '**.example.com' }];
				const hostOf = (headers: Record<string, string>) => {
					const request = new IncomingMessage(new Socket());
					Object.assign(request, { method: 'GET', url: '/', headers });
					return new URL(createRequest(request, { allowedDomains }).url).hostname;
				};
				expect([
					hostOf({ host: 'shop.example.com' }),
					hostOf({ host: 'evil.example' }),
					hostOf({ host: 'evil.example', 'x-forwarded-host': 'shop.example.com' }),
				]).toEqual(['shop.example.com', 'localhost', 'shop.example.com']);
			},
			breaks: [change(`${CORE}/app/node.js`, 'x-forwarded-host', 'x-original-host')],
		},
		{
			sees: '`astro/assets/utils` exports `matchPattern`',
			async check(copy) {
				const { matchPattern } = await copy.import<typeof import('astro/assets/utils')>(
					'astro/dist/assets/utils/index.js',
				);
				const pattern = { hostname: '*.example.com' };
				expect(matchPattern(new URL('https://a.example.com'), pattern)).toBe(true);
				expect(matchPattern(new URL('https://a.b.example.com'), pattern)).toBe(false);
			},
			breaks: [
				change('astro/dist/assets/utils/index.js', '  matchPattern,\n  resolveSrc', '  resolveSrc'),
			],
		},
	],
	routes: [
		{
			sees: 'islands and Actions have the routes that are told apart here',
			async check(copy) {
				const islands = await copy.import<{ SERVER_ISLAND_ROUTE: string }>(
					`${CORE}/server-islands/endpoint.js`,
				);
				const actions = await copy.import<{
					ACTION_RPC_ROUTE_PATTERN: string;
					ACTION_QUERY_PARAMS: { actionName: string };
				}>('astro/dist/actions/consts.js');
				expect(islands.SERVER_ISLAND_ROUTE).toBe(ASTRO_ROUTES.serverIsland);
				expect(actions.ACTION_RPC_ROUTE_PATTERN).toBe(ASTRO_ROUTES.action);
				expect(actions.ACTION_QUERY_PARAMS.actionName).toBe(ASTRO_ROUTES.formActionParameter);
			},
			breaks: [
				change(
					`${CORE}/server-islands/endpoint.js`,
					'"/_server-islands/[name]"',
					'"/_islands/[name]"',
				),
				change('astro/dist/actions/consts.js', '"/_actions/[...path]"', '"/_action/[...path]"'),
				change('astro/dist/actions/consts.js', '"_action"', '"_astroAction"'),
			],
		},
		{
			sees: 'a page knows its route by the pattern that the manifest has',
			async check(copy) {
				const { app, render } = await createTinyApp(copy, {
					endpoints: { '/a': ({ routePattern }) => new Response(routePattern) },
				});
				const pattern = await (await render('/a')).text();
				const found = app.manifest.routes.find(({ routeData }) => routeData.route === pattern);
				expect(found?.routeData).toMatchObject({ type: 'endpoint', component: '/a' });
			},
			breaks: [
				change(
					`${CORE}/fetch/fetch-state.js`,
					'routePattern: this.routeData.route',
					'routePattern: ""',
				),
			],
		},
	],
	appRender: [
		{
			sees: '`renderError` is told what a page threw',
			async check(copy) {
				const { app, render } = await createTinyApp(copy, {
					endpoints: {
						'/bad': () => {
							throw new RangeError('of the page');
						},
					},
				});
				const told: unknown[] = [];
				app.renderError = (_request, { status, error }) => {
					told.push(status, String(error));
					return Promise.resolve(new Response('instead'));
				};
				expect(await (await render('/bad')).text()).toBe('instead');
				expect(told).toEqual([500, 'RangeError: of the page']);
			},
			breaks: [
				change(
					`${CORE}/app/base.js`,
					'=> this.renderError(req, opts)',
					'=> new Response(opts.error)',
				),
				change(`${CORE}/routing/handler.js`, 'error: err,', ''),
			],
		},
	],
	pageCookies: [
		{
			sees: 'the cookies of a page hang on its response, and are sent no more once they are taken off',
			async check(copy) {
				const { app, render } = await createTinyApp(copy, {
					endpoints: {
						'/a': ({ cookies }) => {
							cookies.set('a', 'b');
							return new Response();
						},
					},
				});
				const { attachCookiesToResponse } = await copy.import<{
					attachCookiesToResponse(response: Response, cookies: AstroCookies): void;
				}>(`${CORE}/cookies/response.js`);
				const kept = await render('/a');
				const cookies = Reflect.get(kept, Symbol.for('astro.cookies')) as AstroCookies;
				expect([...app.setCookieHeaders(kept)]).toEqual(['a=b']);
				expect(cookies).toBeDefined();
				const taken = new Response();
				attachCookiesToResponse(taken, cookies);
				expect([...app.setCookieHeaders(withoutPageCookies(taken))]).toEqual([]);
			},
			breaks: [change(`${CORE}/cookies/response.js`, '"astro.cookies"', '"astro.page-cookies"')],
		},
	],
	rewrittenLocals: [
		{
			sees: 'the page that is rewritten to has the same locals, and the middleware runs again',
			async check(copy) {
				const seen: unknown[] = [];
				const { render } = await createTinyApp(copy, {
					endpoints: {
						'/from': ({ rewrite }) => rewrite('/to'),
						'/to': ({ locals }) => {
							seen.push(locals);
							return new Response();
						},
					},
					middleware({ locals }, next) {
						seen.push(locals);
						return next();
					},
				});
				await render('/from');
				expect(seen).toHaveLength(3);
				expect(new Set(seen).size).toBe(1);
			},
			breaks: [
				change(
					`${CORE}/rewrites/handler.js`,
					'state.isRewriting = true',
					'state.isRewriting = true; state.locals = {}',
				),
				change(`${CORE}/rewrites/handler.js`, 'handleMiddleware(', 'withoutMiddleware('),
			],
		},
	],
};

interface Sorted {
	readonly depth: number;
	readonly order: number;
}

type Sheets = Exclude<ReturnType<typeof reorderedSheets>, undefined>;

/** What becomes here of stylesheets that a rendering had the other way round than the manifest. */
function mergedHere(sheets: Sheets): Sheets {
	const styles = sheets.map((sheet) => ({ depth: 0, order: 0, sheet }));
	const route = { route: '/', component: 'page' };
	const pages: BuildPages = new Map([['', { component: 'page', styles, route }]]);
	const scope = createScope({
		device: 'desktop',
		decisions: { experiences: new Map(), groups: new Map() },
	});
	watchStyleOrder(pages, route);
	renderScope.run(scope, () => styles.sort(() => -1));
	return reorderedSheets(scope, pages, route) ?? [];
}

/** What the static handler of the adapter answers each target of a set-up with. */
async function observe(
	copy: AstroCopy,
	{ base, format, trailingSlash, files, targets }: (typeof URL_MATRIX)[number],
) {
	const client = await mkdtemp(join(tmpdir(), 'static-'));
	const { createStaticHandler } = await copy.import<{
		createStaticHandler(
			app: object,
			options: object,
		): (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
	}>(`${ADAPTER}/serve-static.js`);
	const { app } = await createTinyApp(copy, {
		manifest: { base, trailingSlash, buildFormat: format },
	});
	const handle = createStaticHandler(app, { client });
	const server = createServer((request, response) => {
		handle(request, response, () => response.writeHead(404).end());
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	try {
		for (const file of files) {
			await mkdir(dirname(join(client, file)), { recursive: true });
			await writeFile(join(client, file), file);
		}
		const { port } = server.address() as AddressInfo;
		return await Promise.all(
			targets.map(async ([target]) => {
				const { status, text } = await ask(`http://127.0.0.1:${port}`, target);
				const isPage = status === 200 && text !== '404.html';
				return [target, isPage ? shownBy(text) : undefined];
			}),
		);
	} finally {
		server.closeAllConnections();
		server.close();
		await rm(client, { recursive: true });
	}
}
