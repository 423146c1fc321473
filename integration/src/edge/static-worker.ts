import { commonHeaders, createEdgeAnswers, type EdgeAnswers } from './edge-answer.js';
import type { EdgeManifest, EdgePage } from './edge-manifest.js';
import { canonicalPaths } from './page-paths.js';
import { isInFolder, withoutBase } from './variant-files.js';
import type { Worker, WorkerEnv } from './worker-types.js';

type Assets = NonNullable<WorkerEnv['ASSETS']>;

/**
 * Answers varied pages from static assets, each at the one path at which the asset router sends it; everything else is the router's. The
 * assets lie at the root, whatever the base is.
 */
export function createStaticWorker(manifest: EdgeManifest): Worker {
	const { base, folder, trailingSlash } = manifest;
	const pages = canonicalPaths(manifest);
	const home = trailingSlash === 'never' ? base || '/' : `${base}/`;
	let answers: EdgeAnswers | undefined;

	/** What the router answers with, its redirects below the base. */
	const passOn = async (assets: Assets, request: Request, path: string): Promise<Response> => {
		if (base === '') return assets.fetch(request);
		const answer = await assets.fetch(new Request(at(request, path), request));
		const location = answer.headers.get('Location');
		if (answer.status !== 307 || location === null || !/^\/(?!\/)/.test(location)) return answer;
		const headers = new Headers(answer.headers);
		headers.set('Location', base + location);
		return new Response(null, { status: answer.status, headers });
	};

	/** The site's own page for what is not there. */
	const notFound = async (assets: Assets, request: Request): Promise<Response> => {
		const { body, headers } = await assets.fetch(
			new Request(at(request, `/${folder}-`), { method: isSafe(request) ? request.method : 'GET' }),
		);
		const answer = new Response(body, { status: 404, headers });
		answer.headers.set('X-Robots-Tag', 'noindex');
		return answer;
	};

	const answerPage = async (
		assets: Assets,
		request: Request,
		page: EdgePage,
		secret: string | undefined,
	): Promise<Response> => {
		answers ??= createEdgeAnswers(manifest, secret, Date.now);
		const { variant, status, headers } = await answers.answer(page, request);
		if (status === 304) return new Response(null, { status, headers });
		const { method } = request;
		const file = await assets.fetch(
			new Request(at(request, `/${folder}${variant.body}`), { method }),
		);
		if (file.status !== 200) throw new Error(`${variant.body} is missing`);
		return new Response(file.body, { headers });
	};

	const answerDefault = async (assets: Assets, request: Request, path: string) => {
		const { method } = request;
		const {
			body,
			status,
			headers: own,
		} = await assets.fetch(new Request(at(request, path), { method }));
		const headers = commonHeaders(manifest, 'default');
		headers.set('Content-Type', own.get('Content-Type') ?? 'text/html; charset=utf-8');
		return new Response(body, { status, headers });
	};

	return {
		async fetch(request, { ASSETS: assets, CHOOSE_SECRET: secret }) {
			if (assets === undefined) throw new Error('the worker has no ASSETS binding');
			const { pathname, search } = new URL(request.url);
			const path = withoutBase(pathname, base);
			if (path === undefined || isInFolder(path, folder)) return notFound(assets, request);
			if (path === '/' && pathname !== home) {
				return new Response(null, { status: 307, headers: { Location: home + search } });
			}
			const page = isSafe(request) ? pages.get(path) : undefined;
			if (page === undefined) return passOn(assets, request, path);
			try {
				return await answerPage(assets, request, page, secret);
			} catch {
				return answerDefault(assets, request, path);
			}
		},
	};
}

function isSafe({ method }: Request): boolean {
	return method === 'GET' || method === 'HEAD';
}

function at(request: Request, path: string): URL {
	const url = new URL(request.url);
	url.pathname = path;
	return url;
}
