import type { APIContext, MiddlewareHandler, RouteData, SSRManifest } from 'astro';
import type { App } from 'astro/app';
import type { AstroCopy } from './astro-copy.js';

type Endpoint = (context: APIContext) => Response | Promise<Response>;
type Styles = SSRManifest['routes'][number]['styles'];

export interface TinySite {
	/** Endpoints by their paths. */
	readonly endpoints?: Readonly<Record<string, Endpoint>>;
	/** Stylesheets of a page, which is at `/page`. */
	readonly styles?: Styles;
	readonly middleware?: MiddlewareHandler;
	readonly manifest?: Partial<SSRManifest>;
}

export interface TinyApp {
	readonly app: App;
	/** Renders as this package does: given the route, whatever the path of the request. */
	render(route: string, path?: string): Promise<Response>;
}

/** An app of a copy of Astro, with the manifest that a build of a few pages would give it. */
export async function createTinyApp(
	copy: AstroCopy,
	{ endpoints = {}, styles, middleware = (_context, next) => next(), manifest }: TinySite,
): Promise<TinyApp> {
	const { App: Copied } = await copy.import<{ readonly App: typeof App }>(
		'astro/dist/core/app/entrypoints/index.js',
	);
	const { createComponent, renderHead, renderTemplate } = await copy.import<
		typeof import('astro/runtime/server/index.js')
	>('astro/dist/runtime/server/index.js');
	const page = createComponent(
		() => renderTemplate`<html><head>${renderHead()}</head><body></body></html>`,
	);
	const modules: Readonly<Record<string, object>> = {
		...Object.fromEntries(Object.entries(endpoints).map(([path, GET]) => [path, { GET }])),
		...(styles && { '/page': { default: page } }),
	};
	const routes = Object.keys(modules).map((path) => ({
		...{ file: '', links: [], scripts: [] },
		styles: path === '/page' ? (styles ?? []) : [],
		routeData: routeOf(path, path === '/page' ? 'page' : 'endpoint'),
	}));
	const root = new URL('file:///site/');
	const complete = {
		...{ rootDir: root, srcDir: root, outDir: root, cacheDir: root, publicDir: root },
		...{ buildClientDir: root, buildServerDir: root, userAssetsBase: '', base: '/' },
		...{ trailingSlash: 'ignore', buildFormat: 'directory', assetsDir: '_astro' },
		...{ compressHTML: false, serverLike: true, middlewareMode: 'classic', adapterName: '' },
		...{ assets: new Set(), entryModules: {}, clientDirectives: new Map(), renderers: [] },
		...{ componentMetadata: new Map(), inlinedScripts: new Map(), image: {} },
		...{ checkOrigin: false, allowedDomains: [], shouldInjectCspMetaTags: false },
		...{ actionBodySizeLimit: 1, serverIslandBodySizeLimit: 1, devToolbar: { enabled: false } },
		logLevel: 'silent',
		routes,
		middleware: () => ({ onRequest: middleware }),
		pageMap: new Map(
			Object.entries(modules).map(([path, module]) => [
				path,
				() => Promise.resolve({ page: () => module }),
			]),
		),
		...manifest,
	} as unknown as SSRManifest;
	const app = new Copied(complete, false);
	return {
		app,
		render(route, path = route) {
			const routeData = routes.find((one) => one.routeData.route === route)?.routeData;
			if (routeData === undefined) throw new Error(`the site has no ${route}`);
			return app.render(new Request(`http://site.test${path}`), { routeData });
		},
	};
}

function routeOf(path: string, type: RouteData['type']): RouteData {
	return {
		...{ type, route: path, component: path, pathname: path, params: [] },
		pattern: new RegExp(`^${path}$`),
		segments: [[{ content: path.slice(1), dynamic: false, spread: false }]],
		...{ prerender: false, isIndex: false, fallbackRoutes: [], distURL: [], origin: 'project' },
	};
}
