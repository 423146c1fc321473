import { commonHeaders, createEdgeAnswers, type EdgeAnswers } from './edge-answer.js';
import type { EdgeManifest, EdgePage } from './edge-manifest.js';
import { decodePath, spellingsOf } from './page-paths.js';

/** What Netlify gives to an edge function, as far as it is used here. */
export interface NetlifyContext {
	/** What the site answers without the function. */
	next(): Promise<Response>;
}

/** Undefined: the function has nothing to say. */
export type NetlifyFunction = (
	request: Request,
	context: NetlifyContext,
) => Promise<Response | undefined>;

/** Answers varied pages with files of the site itself; everything else is Netlify's. */
export function createEdgeFunction(
	manifest: EdgeManifest,
	readSecret: () => string | undefined,
): NetlifyFunction {
	const pages = new Map<string, EdgePage>();
	for (const page of manifest.pages)
		for (const spelling of spellingsOf(manifest, page.file)) pages.set(spelling, page);
	let answers: EdgeAnswers | undefined;

	const answerPage = async (request: Request, page: EdgePage): Promise<Response> => {
		answers ??= createEdgeAnswers(manifest, readSecret(), Date.now);
		const { variant, status, headers } = await answers.answer(page, request);
		if (status === 304) return new Response(null, { status, headers });
		// Of the visitor's request nothing is passed on: a file is the same for everybody.
		const { method } = request;
		const file = await fetch(new URL(`/${manifest.folder}${variant.body}`, request.url), {
			method,
			redirect: 'manual',
		});
		if (file.status !== 200) throw new Error(`${variant.body} is missing`);
		return new Response(file.body, { headers });
	};

	const answerDefault = async (context: NetlifyContext): Promise<Response> => {
		const { body, status, headers: own } = await context.next();
		const headers = new Headers(own);
		for (const name of ['ETag', 'Last-Modified', 'Age']) headers.delete(name);
		for (const [name, value] of commonHeaders(manifest, 'default')) headers.set(name, value);
		return new Response(body, { status, headers });
	};

	return async (request, context) => {
		const isRead = request.method === 'GET' || request.method === 'HEAD';
		const page = isRead ? pages.get(decodePath(new URL(request.url).pathname)) : undefined;
		if (page === undefined) return undefined;
		try {
			return await answerPage(request, page);
		} catch {
			return answerDefault(context);
		}
	};
}
