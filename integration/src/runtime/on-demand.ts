import type { APIContext } from 'astro';
import definition from 'virtual:astro-choose/definition';
import { decideDefaults } from '../decisions/decide.js';
import { createScope, type RenderScope } from '../rendering/scope.js';
import type { Outcome } from '../variants/reads.js';
import { currentSite, type Site } from './site.js';
import { createWebFacts } from '../audience/web-facts.js';

const ERROR_PAGES = new Set(['/404', '/500']);
const PRIVATE = 'private, no-cache';

/** Routes that have read a decision, in this process: their answers are private from the first byte on. */
const readingRoutes = new Set<string>();
const warnedRoutes = new Set<string>();

/** Renders an on-demand page for its visitor. Error pages, and pages of a site that is not served by us, get the defaults. */
export async function renderOnDemand(
	context: APIContext,
	next: () => Promise<Response>,
	provide: (context: APIContext, scope: RenderScope) => void,
): Promise<Response> {
	const site = currentSite();
	const isVisitor =
		site !== undefined && !context.isPrerendered && !ERROR_PAGES.has(context.routePattern);
	if (!isVisitor) {
		provide(context, createScope(defaultOutcome()));
		return next();
	}
	const secure = context.url.protocol === 'https:';
	const facts = createWebFacts(context.request, site.readHost);
	const { audience, setCookie } = await site.resolveVisit(facts, { secure });
	const scope = createScope({
		decisions: site.table.ofAudience(audience),
		device: audience.device,
	});
	provide(context, scope);
	return keepPrivate(await next(), { context, scope, site, setCookie });
}

function defaultOutcome(): Outcome {
	return { decisions: decideDefaults(definition, 'absent'), device: 'desktop' };
}

async function keepPrivate(
	response: Response,
	{
		context,
		scope,
		site,
		setCookie,
	}: { context: APIContext; scope: RenderScope; site: Site; setCookie: string | undefined },
): Promise<Response> {
	const route = context.routePattern;
	const claimed = response.headers.get('cache-control') ?? '';
	const isShared = isPublic(response.headers);
	// A component may read after the first byte. Only an answer that asks to be shared is held back until it is known whether one did.
	const isHeldBack = isShared && scope.log.reads.length === 0 && !readingRoutes.has(route);
	const body = isHeldBack && response.body !== null ? await response.arrayBuffer() : response.body;
	if (scope.log.reads.length > 0) readingRoutes.add(route);
	const settled = new Response(body, response);
	if (!readingRoutes.has(route) && setCookie === undefined) return settled;
	if (isShared && !warnedRoutes.has(route)) {
		warnedRoutes.add(route);
		site.logger.warn(
			`${route} reads a decision, so its "Cache-Control: ${claimed}" was replaced by "${PRIVATE}"`,
		);
	}
	settled.headers.set('cache-control', PRIVATE);
	for (const name of ['cdn-cache-control', 'surrogate-control', 'expires'])
		settled.headers.delete(name);
	for (const name of site.vary.split(', ')) settled.headers.append('vary', name);
	if (setCookie !== undefined) settled.headers.append('set-cookie', setCookie);
	return settled;
}

function isPublic(headers: Headers): boolean {
	const control = headers.get('cache-control') ?? '';
	return (
		/\b(?:public|s-maxage|max-age=[1-9])/i.test(control) ||
		headers.has('cdn-cache-control') ||
		headers.has('surrogate-control') ||
		headers.has('expires')
	);
}
