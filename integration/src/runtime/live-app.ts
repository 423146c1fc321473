import type { RouteData, SSRManifest } from 'astro';
import { provideImages } from '../astro-images.js';
import { withSheets } from '../astro-styles.js';
import { LIVE_TABLES } from '../constants.js';
import { deepFreeze } from '../decisions/deep-freeze.js';
import { keptHeaders, whyNotStorable } from '../rendering/rendered.js';
import { createScope, renderScope } from '../rendering/scope.js';
import { isBundle } from '../store/bundle-digest.js';
import { encodeBodyNow } from '../store/codings.js';
import type { LiveBundle } from '../store/index-file.js';
import { readJsonFile } from '../store/json-file.js';
import { liveTablesSchema, sheetsKey } from '../store/live-tables.js';
import { importLiveEntry } from './live-entry.js';
import type { LiveQuestion, LiveReply } from './live-messages.js';
import { LiveRenderError } from './live-renderer-types.js';
import { explainThrown } from './live-failures.js';

export type RenderedLive = Omit<Extract<LiveReply, { kind: 'rendered' }>, 'kind' | 'id'>;
export type LiveApp = (question: Omit<LiveQuestion, 'id'>) => Promise<RenderedLive>;

/** What happened to the page under way, whatever it has made of it. */
interface Mishaps {
	missing?: LiveRenderError;
	thrown?: unknown;
}

/**
 * Loads the kept prerender bundle. One page is rendered at a time.
 *
 * @throws {LiveRenderError} when it is not the bundle of this build, or cannot be loaded; so does what is returned, for a page that
 * cannot be rendered.
 */
export async function openLiveApp(folder: URL, bundle: LiveBundle): Promise<LiveApp> {
	const tables = isBundle(folder, bundle)
		? readJsonFile(new URL(LIVE_TABLES, folder), liveTablesSchema)
		: undefined;
	if (tables === undefined) {
		throw new LiveRenderError(
			`${folder.pathname} is gone, or is not what this build has left there. Deploy the whole dist folder of one build, or build again.`,
			{ isFinal: true },
		);
	}
	let mishaps: Mishaps = {};
	provideImages(tables.images, (image) => {
		mishaps.missing = new LiveRenderError(
			`it shows the image ${image} in a size or format that the build did not make`,
			{ isFinal: true },
		);
		return mishaps.missing;
	});
	const app = await importLiveEntry(new URL(bundle.entry, folder));
	app.renderError = (_request, { status, error }) => {
		mishaps.thrown ??= error;
		return Promise.resolve(new Response(null, { status }));
	};

	const render = async ({ request, outcome }: Parameters<LiveApp>[0]) => {
		const routeData = findRoute(app.manifest, request);
		if (routeData === undefined) {
			throw new LiveRenderError(`${request.route} is not in the bundle`, { isFinal: true });
		}
		const scope = createScope({ ...outcome, decisions: frozen(outcome.decisions) });
		const started = performance.now();
		const renderWhole = async () => {
			const response = await app.render(new Request(request.url), {
				routeData,
				prerenderedErrorPageFetch: () => Promise.resolve(new Response(null, { status: 500 })),
			});
			const bytes = response.body === null ? null : new Uint8Array(await response.arrayBuffer());
			return { response, bytes };
		};
		const { response, bytes } = await renderScope.run(scope, () =>
			withSheets(app.manifest, request, tables.sheets[sheetsKey(request)], renderWhole),
		);
		const { thrown } = mishaps;
		if (thrown !== undefined && thrown !== null) throw explainThrown(thrown);
		const setsCookie = scope.setsCookie() || response.headers.has('set-cookie');
		const reason = whyNotStorable({ status: response.status, bytes, setsCookie });
		if (reason !== undefined || bytes === null) throw new LiveRenderError(reason ?? 'it is empty');
		const headers = keptHeaders(response.headers, bundle.keepHeaders);
		// Here, and not behind the event loop's back: zlib's own threads are of the priority of the server's.
		const body = encodeBodyNow(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
		return { body, headers, reads: [...scope.log.reads], ms: performance.now() - started };
	};

	return async (question) => {
		mishaps = {};
		const rendered = await render(question).catch((error: unknown) => explainThrown(error));
		// A page may make do without an image, as the next build will not.
		if (mishaps.missing !== undefined) throw mishaps.missing;
		if (rendered instanceof LiveRenderError) throw rendered;
		return rendered;
	};
}

/** By what the build knew the route by: `app.match` finds none for a URL that names a file, and another for a fallback of a locale. */
function findRoute(
	{ routes }: SSRManifest,
	{ route, component, type }: LiveQuestion['request'],
): RouteData | undefined {
	const own = routes.map(({ routeData }) => routeData);
	return [...own, ...own.flatMap(({ fallbackRoutes }) => fallbackRoutes)].find(
		(one) => one.route === route && one.component === component && one.type === type,
	);
}

// What is sent to a thread arrives as a copy that is not frozen.
function frozen(decisions: LiveQuestion['outcome']['decisions']): typeof decisions {
	for (const part of [...decisions.experiences.values(), ...decisions.groups.values()]) {
		for (const one of [part, ...(part.locales?.parts.values() ?? [])]) {
			deepFreeze('payload' in one ? one.payload : one.entries);
		}
	}
	return decisions;
}
